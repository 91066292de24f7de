'use client';

import type { Outputs } from '../../../trpc/outputs.ts';
import { AddPasskey } from './add-passkey-form.tsx';
import { PasskeyRow } from './passkey-row.tsx';

interface PasskeysPanelProps {
  account: Outputs['account']['get'];
  /** With the recovery codes where a first factor was added. */
  onChanged: (recoveryCodes: readonly string[] | null) => void;
}

/** The passkeys of the person. */
export function PasskeysPanel({ account, onChanged }: PasskeysPanelProps) {
  const { passkeys, passkeysPossible, now } = account;
  return (
    <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="passkeys-title">
      <div>
        <h2 id="passkeys-title" className="text-lg">
          Passkeys
        </h2>
        <p className="mt-1 text-ink-2">
          {passkeysPossible
            ? 'Your phone, this computer or a security key signs you in, without a password where it knows you.'
            : 'Browsers take passkeys at an address with a name and https only, which this console does not have.'}
        </p>
      </div>
      {passkeys.length > 0 && (
        <ul className="-mx-3.5 border-y border-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} now={now} onChanged={() => onChanged(null)} />
          ))}
        </ul>
      )}
      {passkeysPossible && <AddPasskey onAdded={onChanged} />}
    </section>
  );
}

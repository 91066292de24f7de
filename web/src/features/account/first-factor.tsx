'use client';

import { useState } from 'react';
import { goToSignIn } from '../../auth/go-to-sign-in.ts';
import { signOut } from '../../auth/sign-out.ts';
import type { Outputs } from '../../trpc/outputs.ts';
import { AddSecondFactor } from './add-second-factor.tsx';
import { AddPasskey } from './passkeys/add-passkey-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** An authenticator app or a passkey, then the recovery codes, then the console. */
export function FirstFactor({ initial }: { initial: Outputs['account']['get'] }) {
  const [codes, setCodes] = useState<readonly string[]>();
  const goOn = () => location.assign('/');
  const show = (made: readonly string[] | null) => (made === null ? goOn() : setCodes(made));
  if (codes !== undefined) {
    return (
      <section className="panel p-3.5">
        <RecoveryCodes codes={codes} onKept={goOn} />
      </section>
    );
  }
  return (
    <>
      <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="app-title">
        <div>
          <h2 id="app-title" className="text-lg">
            An authenticator app
          </h2>
          <p className="mt-1 text-ink-2">It shows a code every 30 s, which your sign-in asks for.</p>
        </div>
        <AddSecondFactor onAdded={show} />
      </section>
      {initial.passkeysPossible && (
        <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="passkey-title">
          <div>
            <h2 id="passkey-title" className="text-lg">
              Or a passkey
            </h2>
            <p className="mt-1 text-ink-2">Your phone, this computer or a security key vouches for you.</p>
          </div>
          <AddPasskey onAdded={show} />
        </section>
      )}
      <p>
        <button
          type="button"
          className="link tap-target"
          onClick={async () => {
            await signOut();
            goToSignIn();
          }}
        >
          Sign out
        </button>
      </p>
    </>
  );
}

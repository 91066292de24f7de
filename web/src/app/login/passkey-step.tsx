'use client';

import { KeyRound } from 'lucide-react';
import type { Credentials } from '../../auth/sign-in.ts';
import { signAsFactor } from '../../features/account/passkeys/sign-as-factor.ts';
import { BusyButton } from '../../ui/busy-button.tsx';

interface PasskeyStepProps {
  known: Credentials;
  busy: boolean;
  onSigned: (passkey: string) => void;
  onFailed: (words: string) => void;
  onCode: () => void;
}

/** A passkey beside the password; who has it not at hand types a code. */
export function PasskeyStep({ known, busy, onSigned, onFailed, onCode }: PasskeyStepProps) {
  async function go() {
    const signed = await signAsFactor(known);
    if ('words' in signed) onFailed(signed.words);
    else onSigned(signed.passkey);
  }
  return (
    <>
      <p className="text-ink-2">Your password is right. Your passkey is asked for too.</p>
      <BusyButton type="button" className="button button-primary" busy={busy} onClick={go}>
        <KeyRound size={16} aria-hidden /> {busy ? 'Signing in' : 'Use your passkey'}
      </BusyButton>
      <p className="text-sm text-ink-3">
        Not at hand?{' '}
        <button type="button" className="link tap-target" onClick={onCode}>
          Use a code
        </button>
      </p>
    </>
  );
}

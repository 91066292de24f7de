'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { hasPasskeys, signWithPasskey } from '../../auth/passkeys/authenticator.ts';
import { REFUSAL_WORDS, type SignInResult, signIn } from '../../auth/sign-in.ts';
import { callOnce } from '../../trpc/call-once.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';

/** The way in by a passkey alone, which verifies its person. */
export function PasskeyButton() {
  const [words, setWords] = useState<string>();
  const [busy, setBusy] = useState(false);

  /** Why it did not work; undefined once the way to the first page is open. */
  async function attempt(): Promise<string | undefined> {
    if (!hasPasskeys()) return 'This browser has no passkeys for this page. Sign in with your password.';
    const offered = await callOnce('account.offerPasskeySignIn');
    if (offered.error !== undefined) return offered.error.message;
    const passkey = await signWithPasskey(offered.data as Parameters<typeof signWithPasskey>[0]);
    if (passkey === undefined) return 'The passkey was not used. Try again, or sign in with your password.';
    const result = await signIn({ username: '', password: '', passkey });
    if (result !== 'admitted') {
      return (REFUSAL_WORDS as Partial<Record<SignInResult, string>>)[result] ?? REFUSAL_WORDS.failed;
    }
    location.assign('/');
  }

  async function go() {
    setBusy(true);
    setWords(undefined);
    const failure = await attempt();
    if (failure === undefined) return;
    setWords(failure);
    setBusy(false);
  }

  return (
    <>
      <BusyButton type="button" className="button flex-1" busy={busy} onClick={go}>
        <KeyRound size={16} aria-hidden />
        <span>
          <span className="sr-only">Sign in with a </span>Passkey
        </span>
      </BusyButton>
      <div role="alert" className="order-1 basis-full empty:hidden">
        {words !== undefined && <FieldError text={words} />}
      </div>
    </>
  );
}

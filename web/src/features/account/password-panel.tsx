'use client';

import { type FormEvent, useState } from 'react';
import { MIN_PASSWORD_LENGTH } from '../../auth/password-length.ts';
import { type Credentials, REFUSAL_WORDS, type SignInResult, signIn } from '../../auth/sign-in.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Tick } from '../../ui/shapes/marks.tsx';
import { CodeField } from './code-field.tsx';
import { signAsFactor } from './passkeys/sign-as-factor.ts';

const WORDS: Partial<Record<SignInResult, string>> = {
  ...REFUSAL_WORDS,
  refused: 'This is not your present password.',
  locked: 'Too many misses. Try again in 15 min.',
  codeNeeded: 'Your second factor is asked for too: type its code.',
};

interface PasswordPanelProps {
  username: string;
  /** What is asked for beside the password; a passkey where no code is typed. */
  factor: 'none' | 'code' | 'passkey';
}

/** Another password for oneself: a sign-in that brings it, so that every session but the new one ends. */
export function PasswordPanel({ username, factor }: PasswordPanelProps) {
  const [changed, setChanged] = useState(false);
  const [words, setWords] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const { password = '', newPassword = '', code = '' } = typed;
    setChanged(false);
    if (typed.again !== newPassword) return setWords('The two passwords differ.');
    setBusy(true);
    const failure = await change({ username, password, newPassword, code });
    if (failure === undefined) form.reset();
    setChanged(failure === undefined);
    setWords(failure);
    setBusy(false);
  }

  return (
    <form
      method="post"
      onSubmit={submit}
      className="panel grid gap-4 p-3.5 sm:grid-cols-2"
      aria-labelledby="password-title"
    >
      <div className="sm:col-span-2">
        <h2 id="password-title" className="text-lg">
          Password
        </h2>
        <p className="mt-1 text-ink-2">A new one ends your other sessions.</p>
      </div>
      {/* Password managers look for whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField label="Present password" name="password" autoComplete="current-password" required />
      {factor === 'none' ? (
        <span className="hidden sm:block" />
      ) : factor === 'passkey' ? (
        <CodeField help="Leave it empty to use your passkey, or type a code." optional />
      ) : (
        <CodeField />
      )}
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        help={`${MIN_PASSWORD_LENGTH} characters or more; a few words are best.`}
        required
      />
      <PasswordField label="New password again" name="again" autoComplete="new-password" required />
      <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
        <BusyButton type="submit" className="button" busy={busy}>
          {busy ? 'Changing it' : 'Change the password'}
        </BusyButton>
        <div role="alert" className="empty:hidden">
          {words !== undefined && <FieldError text={words} />}
        </div>
        <p role="status" className="flex items-center gap-1.5 empty:hidden">
          {changed && (
            <>
              <Tick className="text-as-intended" /> Changed. Your other sessions have ended.
            </>
          )}
        </p>
      </div>
    </form>
  );
}

/** Why the password is still the old one; undefined once it is the new one. */
async function change(credentials: Credentials): Promise<string | undefined> {
  let result = await signIn(credentials);
  if (result === 'passkeyNeeded') {
    const signed = await signAsFactor(credentials);
    if ('words' in signed) return signed.words;
    result = await signIn({ ...credentials, passkey: signed.passkey });
  }
  return result === 'admitted' ? undefined : (WORDS[result] ?? REFUSAL_WORDS.failed);
}

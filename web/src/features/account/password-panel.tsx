'use client';

import { type FormEvent, useState } from 'react';
import { MIN_PASSWORD_LENGTH } from '../../auth/password-length.ts';
import { REFUSAL_WORDS, type SignInResult, signIn } from '../../auth/sign-in.ts';
import { FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Tick } from '../../ui/shapes/marks.tsx';
import { CodeField } from './code-field.tsx';

const WORDS: Partial<Record<SignInResult, string>> = {
  ...REFUSAL_WORDS,
  refused: 'This is not your present password.',
  locked: 'Too many misses. Try again in 15 min.',
  codeNeeded: 'Your second factor is asked for too: type its code.',
  passkeyNeeded: 'Your second factor is asked for too: type a code.',
};

/** Another password for oneself: a sign-in that brings it, so that every session but the new one ends. */
export function PasswordPanel({ username, asksCode }: { username: string; asksCode: boolean }) {
  const [result, setResult] = useState<SignInResult | 'differs'>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const { password = '', newPassword = '', code = '' } = typed;
    if (typed.again !== newPassword) return setResult('differs');
    setBusy(true);
    const outcome = await signIn({ username, password, newPassword, code });
    if (outcome === 'admitted') form.reset();
    setResult(outcome);
    setBusy(false);
  }

  const words = result === 'differs' ? 'The two passwords differ.' : result && WORDS[result];
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
      {asksCode ? <CodeField /> : <span className="hidden sm:block" />}
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
        <button type="submit" className="button" disabled={busy}>
          {busy ? 'Changing it' : 'Change the password'}
        </button>
        <div role="alert" className="empty:hidden">
          {words !== undefined && <FieldError text={words} />}
        </div>
        <p role="status" className="flex items-center gap-1.5 empty:hidden">
          {result === 'admitted' && (
            <>
              <Tick className="text-as-intended" /> Changed. Your other sessions have ended.
            </>
          )}
        </p>
      </div>
    </form>
  );
}

'use client';

import { type FormEvent, useState } from 'react';
import { type SignInResult, signIn } from '../../auth/sign-in.ts';
import { Field, FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';

const WORDS: Record<Exclude<SignInResult, 'admitted'>, string> = {
  refused: 'Name and password do not match.',
  locked: 'Too many misses. This account is locked here for 15 min.',
  failed: 'The console did not answer. Try again.',
};

/** Name and password. */
export function LoginForm() {
  const [result, setResult] = useState<Exclude<SignInResult, 'admitted'>>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setResult(undefined);
    const outcome = await signIn(String(fields.get('username')), String(fields.get('password')));
    // A whole new document: nothing read as a stranger is kept.
    if (outcome === 'admitted') return location.assign('/nodes');
    setResult(outcome);
    setBusy(false);
  }

  return (
    <form method="post" onSubmit={submit} className="mt-7 flex flex-col gap-4">
      <Field
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <PasswordField label="Password" name="password" autoComplete="current-password" required />
      <div role="alert" className="empty:hidden">
        {result !== undefined && <FieldError text={WORDS[result]} />}
      </div>
      <button type="submit" className="button button-primary" disabled={busy}>
        {busy ? 'Signing in' : 'Sign in'}
      </button>
    </form>
  );
}

'use client';

import { type FormEvent, useState } from 'react';
import { MIN_PASSWORD_LENGTH } from '../../auth/password-length.ts';
import { signIn } from '../../auth/sign-in.ts';
import { type CallError, callOnce } from '../../trpc/call-once.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { Field, FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { SetupCodeField } from './setup-code-field.tsx';

interface SetupFormProps {
  /** Whether the console asks for its setup code. */
  asksForCode: boolean;
}

/** Name and password of the first admin, who is then signed in. */
export function SetupForm({ asksForCode }: SetupFormProps) {
  const [error, setError] = useState<CallError>();
  const [differs, setDiffers] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [username, password] = [String(fields.get('username')), String(fields.get('password'))];
    setDiffers(password !== fields.get('again'));
    if (password !== fields.get('again')) return;
    setBusy(true);
    const setupCode = asksForCode ? String(fields.get('setupCode')) : undefined;
    const outcome = await callOnce('setup.createFirstAdmin', { username, password, setupCode });
    if (outcome.error === undefined) {
      return location.assign(await wayOn({ username, password }));
    }
    setError(outcome.error);
    setBusy(false);
  }

  return (
    <form method="post" onSubmit={submit} className="form-tall mt-7 flex max-w-[344px] flex-col gap-4">
      {asksForCode && <SetupCodeField error={error?.fields?.setupCode?.[0]} />}
      <Field
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={error?.fields?.username?.[0]}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        required
        help={`${MIN_PASSWORD_LENGTH} characters or more; a few words are best.`}
        error={error?.fields?.password?.[0]}
      />
      <PasswordField
        label="Password again"
        name="again"
        autoComplete="new-password"
        required
        error={differs ? 'The two passwords differ.' : undefined}
      />
      <div role="alert" className="empty:hidden">
        {error !== undefined && error.fields === undefined && <FieldError text={error.message} />}
      </div>
      <BusyButton type="submit" className="button button-primary" busy={busy}>
        {busy ? 'Making it' : 'Make the first admin'}
      </BusyButton>
    </form>
  );
}

/** Waits before each try to sign the new admin in: on a machine that just started the first may find no answer. */
const TRIES_AFTER_MS = [0, 1_000, 3_000];

/** Signs the new admin in. Where that does not work, the sign-in says why and takes the password again. */
async function wayOn(admin: { username: string; password: string }): Promise<string> {
  for (const waitMs of TRIES_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if ((await signIn(admin)) === 'admitted') return '/enrol';
  }
  return '/login';
}

'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { Field } from '../../../ui/field.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';

interface TypedProofProps {
  kind: 'code' | 'password';
  username: string;
  /** No other way stands before it. */
  isFirst: boolean;
  onProved: () => void;
}

/** The code of the authenticator app or a recovery code, or the password of who has neither. */
export function TypedProof({ kind, username, isFirst, onProved }: TypedProofProps) {
  const trpc = useTRPC();
  const prove = useMutation(trpc.account.proveAgain.mutationOptions({ onSuccess: onProved }));
  const error = prove.error === null ? undefined : failureWords(prove.error).message;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('proof'));
    prove.mutate(kind === 'code' ? { code: typed } : { password: typed });
  }

  const field = { name: 'proof', required: true, autoFocus: isFirst, error };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-3">
      {/* Password managers look for whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      {kind === 'code' ? (
        <Field
          {...field}
          label="Code"
          help="Of your authenticator app, or a recovery code."
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          mono
        />
      ) : (
        <PasswordField {...field} label="Your password" autoComplete="current-password" />
      )}
      <BusyButton
        type="submit"
        className={`button ${isFirst ? 'button-primary' : ''}`}
        busy={prove.isPending}
      >
        {prove.isPending ? 'Looking at it' : 'Go on'}
      </BusyButton>
    </form>
  );
}

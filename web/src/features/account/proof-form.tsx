'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { CodeField } from './code-field.tsx';

interface ProofFormProps {
  task: 'renewRecoveryCodes' | 'removeSecondFactor';
  onCancel: () => void;
  /** With the codes where the task made new ones. */
  onDone: (recoveryCodes?: readonly string[]) => void;
}

const WORDS = {
  renewRecoveryCodes: {
    what: 'Those that are left are worth nothing then.',
    action: 'Make new recovery codes',
  },
  removeSecondFactor: {
    what: 'Your password alone opens this console then.',
    action: 'Take the second factor away',
  },
} as const;

/** What is done to the second factor takes the password and a code. */
export function ProofForm({ task, onCancel, onDone }: ProofFormProps) {
  const trpc = useTRPC();
  const renew = useMutation(trpc.account.renewRecoveryCodes.mutationOptions());
  const remove = useMutation(trpc.account.removeSecondFactor.mutationOptions());
  const error = renew.error ?? remove.error;
  const busy = renew.isPending || remove.isPending;
  const { what, action } = WORDS[task];

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const proof = { password: String(fields.get('password')), code: String(fields.get('code')) };
    if (task === 'renewRecoveryCodes') {
      renew.mutate(proof, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
    } else {
      remove.mutate(proof, { onSuccess: () => onDone() });
    }
  }

  return (
    <form method="post" onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      <p className="text-ink-2 sm:col-span-2">{what}</p>
      <PasswordField label="Password" name="password" autoComplete="current-password" required />
      <CodeField />
      <div className="flex flex-wrap items-center gap-2 sm:col-span-2">
        <button
          type="submit"
          className={`button ${task === 'removeSecondFactor' ? 'button-danger' : 'button-primary'}`}
          disabled={busy}
        >
          {action}
        </button>
        <button type="button" className="button button-quiet" onClick={onCancel}>
          Cancel
        </button>
        <div role="alert" className="empty:hidden">
          {error !== null && <FieldError text={failureWords(error).message} />}
        </div>
      </div>
    </form>
  );
}

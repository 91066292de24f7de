'use client';

import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { Person } from './person-row.tsx';

/** What an admin takes from whom. */
export interface Reset {
  readonly what: 'password' | 'secondFactor';
  readonly person: Person;
}

interface ResetDialogProps {
  reset: Reset;
  onClose: () => void;
  /** With the one-time password where there is one. */
  onDone: (made: Outputs['people']['resetPassword'] | undefined) => void;
}

/** Asks before somebody's password or second factor is reset. */
export function ResetDialog({ reset, onClose, onDone }: ResetDialogProps) {
  const trpc = useTRPC();
  const password = useMutation(trpc.people.resetPassword.mutationOptions({ onSuccess: onDone }));
  const factor = useMutation(
    trpc.people.resetSecondFactor.mutationOptions({ onSuccess: () => onDone(undefined) }),
  );
  const { what, person } = reset;
  const task = what === 'password' ? password : factor;
  return (
    <ConfirmDialog
      title={
        what === 'password'
          ? `Reset the password of ${person.username}?`
          : `Take the second factor of ${person.username} away?`
      }
      action={what === 'password' ? 'Reset it' : 'Take it away'}
      busy={task.isPending}
      error={task.error === null ? undefined : failureWords(task.error).message}
      onConfirm={() => task.mutate({ id: person.id })}
      onClose={onClose}
    >
      {what === 'password' ? (
        <>
          Their sessions end and the present password is worth nothing. You are shown a one-time one.
          {person.secondFactor && ' Their second factor stays, and a passkey still signs them in by itself.'}
        </>
      ) : (
        'Their sessions end, and their password alone signs them in until they add another. Be sure who asks.'
      )}
    </ConfirmDialog>
  );
}

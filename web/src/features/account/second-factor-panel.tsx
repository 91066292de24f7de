'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatInstant } from '../../ui/live/age.ts';
import { AddSecondFactor } from './add-second-factor.tsx';

interface SecondFactorPanelProps {
  /** Since when there is an authenticator app. */
  since: number | null;
  /** With the recovery codes where a first factor was added. */
  onChanged: (recoveryCodes: readonly string[] | null) => void;
}

/** The authenticator app: its way in and its way out. */
export function SecondFactorPanel({ since, onChanged }: SecondFactorPanelProps) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const remove = useMutation(
    trpc.account.removeSecondFactor.mutationOptions({
      onSuccess: () => {
        setAsked(false);
        onChanged(null);
      },
    }),
  );
  return (
    <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="factor-title">
      <div>
        <h2 id="factor-title" className="text-lg">
          Authenticator app
        </h2>
        <p className="mt-1 text-ink-2">
          {since === null
            ? 'An app on your phone shows a code every 30 s. Your sign-in then asks for it.'
            : `On since ${formatInstant(since)}.`}
        </p>
      </div>
      {since === null ? (
        <AddSecondFactor onAdded={onChanged} />
      ) : (
        <button type="button" className="button button-danger self-start" onClick={() => setAsked(true)}>
          Take it away
        </button>
      )}
      {asked && (
        <ConfirmDialog
          title="Take the authenticator app away?"
          action="Take the app away"
          busy={remove.isPending}
          error={remove.error === null ? undefined : failureWords(remove.error).message}
          onConfirm={() => remove.mutate()}
          onClose={() => {
            remove.reset();
            setAsked(false);
          }}
        >
          Its codes open nothing any more. Without a passkey your password alone opens this console then.
        </ConfirmDialog>
      )}
    </section>
  );
}

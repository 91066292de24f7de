'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

interface FactorRulePanelProps {
  of: Outputs['people']['list'];
  onChanged: () => void;
}

/** Whether everybody who signs in with a password must have a second factor. */
export function FactorRulePanel({ of, onChanged }: FactorRulePanelProps) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const change = useMutation(
    trpc.people.requireSecondFactor.mutationOptions({
      onSuccess: () => {
        setAsked(false);
        onChanged();
      },
    }),
  );
  const required = of.secondFactorRequired;
  const without = of.people.filter(
    (person) => !person.disabled && !person.secondFactor && person.password !== 'provider',
  ).length;
  return (
    <section
      className="panel flex flex-wrap items-center gap-x-4 gap-y-3 p-3.5"
      aria-labelledby="factor-rule-title"
    >
      <div className="min-w-0 flex-1 basis-64">
        <h2 id="factor-rule-title" className="text-lg">
          A second factor for everybody
        </h2>
        <p className="mt-1 text-ink-2">
          {required ? 'Asked for. ' : 'Not asked for. '}
          {withoutWords(without)}
        </p>
      </div>
      <button
        type="button"
        className={`button ${required ? 'button-danger' : ''}`}
        onClick={() => setAsked(true)}
      >
        {required ? 'Ask no more' : 'Ask everybody for one'}
      </button>
      {asked && (
        <ConfirmDialog
          title={required ? 'Let passwords alone open the console?' : 'Ask everybody for a second factor?'}
          action={required ? 'Ask no more' : 'Ask everybody'}
          busy={change.isPending}
          error={change.error === null ? undefined : failureWords(change.error).message}
          onConfirm={() => change.mutate({ required: !required })}
          onClose={() => {
            change.reset();
            setAsked(false);
          }}
        >
          {required
            ? 'Second factors that people have stay as they are.'
            : 'Sessions of those who have none end. Their next sign-in leads them to add one, and to nothing else.'}
        </ConfirmDialog>
      )}
    </section>
  );
}

function withoutWords(count: number): string {
  if (count === 0) return 'Everybody who signs in with a password has one.';
  return count === 1
    ? '1 person signs in with a password alone.'
    : `${count} people sign in with a password alone.`;
}

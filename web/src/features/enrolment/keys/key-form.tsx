'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { useSubmission } from '../../../trpc/use-submission.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { Field, FieldError } from '../../../ui/field.tsx';
import { SelectField } from '../../../ui/select-field.tsx';

const EXPIRIES = [
  { value: '1', text: 'in 1 h' },
  { value: '24', text: 'in 1 d' },
  { value: '168', text: 'in 7 d' },
  { value: '720', text: 'in 30 d' },
  { value: '', text: 'never' },
];

const KINDS = [
  { value: 'oneOff', text: 'One-off', help: 'one node' },
  { value: 'reusable', text: 'Reusable', help: 'many nodes' },
] as const;

/** What the new key admits. */
export function KeyForm({ onMade }: { onMade: (made: Outputs['enrolment']['createKey']) => void }) {
  const trpc = useTRPC();
  const [kind, setKind] = useState<'oneOff' | 'reusable'>('oneOff');
  const { submission, renewSubmission, renewAfter, begin, end } = useSubmission();
  const create = useMutation(
    trpc.enrolment.createKey.mutationOptions({
      onSuccess: (made) => {
        renewSubmission();
        onMade(made);
      },
      onError: renewAfter,
      onSettled: end,
    }),
  );
  const failure = create.error === null ? undefined : failureWords(create.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!begin()) return;
    const fields = new FormData(event.currentTarget);
    const limit = String(fields.get('useLimit') ?? '');
    const hours = String(fields.get('expires'));
    create.mutate({
      label: String(fields.get('label')),
      kind,
      useLimit: kind === 'oneOff' || limit === '' ? null : Number(limit),
      expiresInHours: hours === '' ? null : Number(hours),
      approvalRequired: fields.get('approval') === 'on',
      submission,
    });
  }

  return (
    <form
      method="post"
      onSubmit={submit}
      className="panel flex flex-col gap-4 p-3.5"
      aria-labelledby="key-form-title"
    >
      <h2 id="key-form-title" className="text-lg">
        1. The key
      </h2>
      <fieldset className="grid grid-cols-2 gap-1.5">
        <legend className="sr-only">Kind</legend>
        {KINDS.map((choice) => (
          <label
            key={choice.value}
            className="flex cursor-pointer items-start gap-2 rounded-2 border border-line-2 p-2.5 has-checked:border-accent has-checked:bg-accent-tint"
          >
            <input
              type="radio"
              name="kind"
              value={choice.value}
              checked={kind === choice.value}
              onChange={() => setKind(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span>
              <span className="block font-medium">{choice.text}</span>
              <span className="text-sm text-ink-2">{choice.help}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Name"
        name="label"
        required
        maxLength={64}
        placeholder="Tills, refit"
        error={failure?.fields.label?.[0]}
      />
      <div className="grid grid-cols-2 gap-3">
        {kind === 'reusable' && (
          <Field
            label="At most"
            name="useLimit"
            type="number"
            min={1}
            inside="nodes"
            error={failure?.fields.useLimit?.[0]}
          />
        )}
        <SelectField label="Expires" name="expires" defaultValue="168" options={EXPIRIES} />
      </div>
      <label className="choice">
        <input type="checkbox" name="approval" />
        <span>
          <span className="block">Ask me before each node</span>
          <span className="text-sm text-ink-2">They wait as pending approval</span>
        </span>
      </label>
      <div role="alert" className="empty:hidden">
        {failure !== undefined && <FieldError text={failure.message} />}
      </div>
      <BusyButton type="submit" className="button button-primary" busy={create.isPending}>
        {create.isPending ? 'Making the key' : 'Make the key'}
      </BusyButton>
    </form>
  );
}

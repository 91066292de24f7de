'use client';

import { type FormEvent, useState } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { Field, FieldError } from '../../../ui/field.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { type KeyKind, KindChoice } from './kind-choice.tsx';
import { useMakeKey } from './use-make-key.ts';

const EXPIRIES = [
  { value: '1', text: 'in 1 h' },
  { value: '24', text: 'in 1 d' },
  { value: '168', text: 'in 7 d' },
  { value: '720', text: 'in 30 d' },
  { value: '', text: 'never' },
];

/** What the new key admits. */
export function KeyForm({ onMade }: { onMade: (made: Outputs['enrolment']['createKey']) => void }) {
  const [kind, setKind] = useState<KeyKind>('oneOff');
  const { make, busy, failure } = useMakeKey(onMade);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    make(filledIn(event.currentTarget, kind));
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
      <KindChoice kind={kind} onChoose={setKind} />
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
      <BusyButton type="submit" className="button button-primary" busy={busy}>
        {busy ? 'Making the key' : 'Make the key'}
      </BusyButton>
    </form>
  );
}

function filledIn(form: HTMLFormElement, kind: KeyKind) {
  const fields = new FormData(form);
  const limit = String(fields.get('useLimit') ?? '');
  const hours = String(fields.get('expires'));
  return {
    label: String(fields.get('label')),
    kind,
    useLimit: kind === 'oneOff' || limit === '' ? null : Number(limit),
    expiresInHours: hours === '' ? null : Number(hours),
    approvalRequired: fields.get('approval') === 'on',
  };
}

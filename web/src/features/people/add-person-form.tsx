'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { MIN_PASSWORD_LENGTH } from '../../auth/password-length.ts';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { useSubmission } from '../../trpc/use-submission.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { Field, FieldError } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';

const ROLES = [
  { value: 'viewer', text: 'Viewer, sees the fleet' },
  { value: 'operator', text: 'Operator, enrols and pushes' },
  { value: 'admin', text: 'Admin, everything' },
];

/** A new account with its first password. */
export function AddPersonForm({ onAdded }: { onAdded: () => void }) {
  const trpc = useTRPC();
  const { submission, renewSubmission, renewAfter, begin, end } = useSubmission();
  const add = useMutation(trpc.people.add.mutationOptions({ onError: renewAfter, onSettled: end }));
  const failure = add.error === null ? undefined : failureWords(add.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!begin()) return;
    const form = event.currentTarget;
    const fields = new FormData(form);
    add.mutate(
      {
        username: String(fields.get('username')),
        password: String(fields.get('password')),
        role: String(fields.get('role')) as 'viewer' | 'operator' | 'admin',
        oneTime: fields.has('oneTime'),
        submission,
      },
      {
        onSuccess: () => {
          form.reset();
          renewSubmission();
          onAdded();
        },
      },
    );
  }

  return (
    <form
      method="post"
      onSubmit={submit}
      className="panel grid gap-4 p-3.5 sm:grid-cols-3"
      aria-labelledby="add-title"
    >
      <h2 id="add-title" className="text-lg sm:col-span-3">
        Add a person
      </h2>
      <Field
        label="Name"
        name="username"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={failure?.fields.username?.[0]}
      />
      <PasswordField
        label="First password"
        name="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        required
        help={`${MIN_PASSWORD_LENGTH} characters or more.`}
        error={failure?.fields.password?.[0]}
      />
      <SelectField label="Role" name="role" defaultValue="viewer" options={ROLES} />
      <label className="choice sm:col-span-3">
        <input type="checkbox" name="oneTime" defaultChecked />
        Their first sign-in, within 3 days, asks for a password of their own
      </label>
      <div className="flex items-center gap-3 sm:col-span-3">
        <BusyButton type="submit" className="button button-primary" busy={add.isPending}>
          {add.isPending ? 'Adding' : 'Add'}
        </BusyButton>
        <div role="alert" className="empty:hidden">
          {failure !== undefined && <FieldError text={failure.message} />}
        </div>
      </div>
    </form>
  );
}

'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { FieldError } from '../../ui/field.tsx';
import { AddPersonForm } from './add-person-form.tsx';
import { FactorRulePanel } from './factor-rule-panel.tsx';
import { OneTimePassword } from './one-time-password.tsx';
import { PersonRow } from './person-row.tsx';
import { type Reset, ResetDialog } from './reset-dialog.tsx';

/** Who may sign in, with which role. */
export function PeoplePage({ initial }: { initial: Outputs['people']['list'] }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.people.list.queryOptions(), initialData: initial });
  const change = useMutation(trpc.people.change.mutationOptions({ onSettled: () => query.refetch() }));
  const [reset, setReset] = useState<Reset>();
  const [shown, setShown] = useState<Outputs['people']['resetPassword']>();
  const { people, now } = query.data;
  const open = people.filter((person) => !person.disabled).length;
  return (
    <>
      <h1 className="state">
        {open === 1 ? 'Only you may sign in.' : `${open} people may sign in.`}{' '}
        <span className="remark">A closed account keeps its history.</span>
      </h1>
      <div role="alert" className="empty:hidden">
        {change.error !== null && <FieldError text={failureWords(change.error).message} />}
      </div>
      {shown !== undefined && <OneTimePassword of={shown} onKept={() => setShown(undefined)} />}
      <ul className="panel">
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            now={now}
            busy={change.isPending}
            onChange={(to) =>
              change.mutate({ id: person.id, role: person.role, disabled: person.disabled, ...to })
            }
            onReset={(what) => setReset({ what, person })}
          />
        ))}
      </ul>
      <FactorRulePanel of={query.data} onChanged={() => query.refetch()} />
      <AddPersonForm onAdded={() => query.refetch()} />
      {reset !== undefined && (
        <ResetDialog
          reset={reset}
          onClose={() => setReset(undefined)}
          onDone={(made) => {
            setReset(undefined);
            setShown(made);
            query.refetch();
          }}
        />
      )}
    </>
  );
}

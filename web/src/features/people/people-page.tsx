'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { FieldError } from '../../ui/field.tsx';
import { Age } from '../../ui/live/age-text.tsx';
import { AddPersonForm } from './add-person-form.tsx';

const ROLES = ['viewer', 'operator', 'admin'] as const;
type Person = Outputs['people']['list']['people'][number];

/** Who may sign in, with which role. */
export function PeoplePage({ initial }: { initial: Outputs['people']['list'] }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.people.list.queryOptions(), initialData: initial });
  const change = useMutation(trpc.people.change.mutationOptions({ onSettled: () => query.refetch() }));
  const { people, now } = query.data;
  return (
    <>
      <div role="alert" className="empty:hidden">
        {change.error !== null && <FieldError text={failureWords(change.error).message} />}
      </div>
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
          />
        ))}
      </ul>
      <AddPersonForm onAdded={() => query.refetch()} />
    </>
  );
}

interface PersonRowProps {
  person: Person;
  now: number;
  busy: boolean;
  onChange: (to: Partial<Pick<Person, 'role' | 'disabled'>>) => void;
}

function PersonRow({ person, now, busy, onChange }: PersonRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line px-3.5 py-2.5 [&+li]:border-t">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium">
          {person.username}
          {person.self && <span className="font-normal text-ink-3">, you</span>}
          {person.disabled && <span className="font-normal text-broken">, closed</span>}
        </span>
        <span className="text-sm text-ink-2">
          {person.lastLoginAt === null ? (
            'never signed in'
          ) : (
            <>
              signed in <Age at={person.lastLoginAt} now={now} suffix=" ago" />
            </>
          )}
        </span>
      </span>
      {person.self ? (
        <span className="text-ink-2">{person.role}</span>
      ) : (
        <>
          <select
            className="input w-auto!"
            aria-label={`Role of ${person.username}`}
            value={person.role}
            disabled={busy}
            onChange={(event) => onChange({ role: event.target.value as Person['role'] })}
          >
            {ROLES.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </select>
          <button
            type="button"
            className={`button ${person.disabled ? '' : 'button-danger'}`}
            disabled={busy}
            onClick={() => onChange({ disabled: !person.disabled })}
          >
            {person.disabled ? 'Open' : 'Close'}
            <span className="sr-only"> the account of {person.username}</span>
          </button>
        </>
      )}
    </li>
  );
}

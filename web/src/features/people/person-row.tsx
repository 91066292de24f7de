import type { Outputs } from '../../trpc/outputs.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { Age } from '../../ui/live/age-text.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';

const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Person = Outputs['people']['list']['people'][number];

const PASSWORD_WORDS: Record<Person['password'], string> = {
  own: 'password',
  provider: 'identity provider',
  oneTime: 'one-time password, not used yet',
  ended: 'one-time password has ended: reset it',
};

interface PersonRowProps {
  person: Person;
  now: number;
  busy: boolean;
  onChange: (to: Partial<Pick<Person, 'role' | 'disabled'>>) => void;
  onReset: (what: 'password' | 'secondFactor') => void;
}

/** Somebody with an account: how and when they sign in, and what an admin may do about it. */
export function PersonRow({ person, now, busy, onChange, onReset }: PersonRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line px-3.5 py-2.5 [&+li]:border-t">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block font-medium [overflow-wrap:anywhere]">
          {person.username}
          {person.self && <span className="font-normal text-ink-3">, you</span>}
          {person.disabled && <span className="font-normal text-broken">, closed</span>}
        </span>
        <span className="text-sm text-ink-2">
          {PASSWORD_WORDS[person.password]}
          {person.secondFactor && ' and second factor'},{' '}
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
        <PersonActions person={person} busy={busy} onChange={onChange} onReset={onReset} />
      )}
    </li>
  );
}

function PersonActions({ person, busy, onChange, onReset }: Omit<PersonRowProps, 'now'>) {
  return (
    <span className="flex items-center gap-2">
      <select
        className="input w-auto!"
        aria-label={`Role of ${person.username}`}
        value={person.role}
        aria-disabled={busy}
        onChange={(event) => !busy && onChange({ role: event.target.value as Person['role'] })}
      >
        {ROLES.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      <BusyButton
        type="button"
        className={`button ${person.disabled ? '' : 'button-danger'}`}
        busy={busy}
        onClick={() => onChange({ disabled: !person.disabled })}
      >
        {person.disabled ? 'Open' : 'Close'}
        <span className="sr-only"> the account of {person.username}</span>
      </BusyButton>
      {(person.password !== 'provider' || person.secondFactor) && (
        <MoreMenu>
          {person.password !== 'provider' && (
            <button type="button" onClick={() => onReset('password')}>
              Reset the password
            </button>
          )}
          {person.secondFactor && (
            <button type="button" onClick={() => onReset('secondFactor')}>
              Take the second factor away
            </button>
          )}
        </MoreMenu>
      )}
    </span>
  );
}

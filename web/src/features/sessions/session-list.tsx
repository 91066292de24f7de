'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { Age } from '../../ui/live/age-text.tsx';

/** Where the person is signed in, and the way to end it there. */
export function SessionList({ initial }: { initial: Outputs['sessions']['list'] }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.sessions.list.queryOptions(), initialData: initial });
  const revoke = useMutation(trpc.sessions.revoke.mutationOptions({ onSuccess: () => query.refetch() }));
  const revokeOthers = useMutation(
    trpc.sessions.revokeOthers.mutationOptions({ onSuccess: () => query.refetch() }),
  );
  const failure = revoke.error ?? revokeOthers.error;
  const { sessions, now } = query.data;
  const others = sessions.filter((session) => !session.present).length;
  return (
    <>
      <h1 className="state">
        {others === 0
          ? 'You are signed in here and nowhere else.'
          : `You are signed in here and in ${others === 1 ? '1 other place' : `${others} other places`}.`}{' '}
        {others > 0 && <span className="remark">End what you do not know.</span>}
      </h1>
      <div className="flex flex-wrap items-center gap-3 empty:hidden">
        {others > 0 && (
          <BusyButton
            type="button"
            className="button button-danger"
            busy={revokeOthers.isPending}
            onClick={() => revokeOthers.mutate()}
          >
            {others === 1 ? 'End the other one' : `End the ${others} others`}
          </BusyButton>
        )}
        {failure !== null && (
          <div role="alert">
            <FieldError text={failureWords(failure).message} />
          </div>
        )}
      </div>
      <ul className="panel">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-3.5 py-2.5 [&+li]:border-t"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{browserOf(session.userAgent)}</span>
              <span className="text-sm text-ink-2">
                <span className="font-mono">{session.address}</span>, signed in{' '}
                <Age at={session.createdAt} now={now} suffix=" ago" />, used{' '}
                <Age at={session.lastSeenAt} now={now} suffix=" ago" />
              </span>
            </span>
            {session.present ? (
              <span className="whitespace-nowrap text-ink-2">This one</span>
            ) : (
              <BusyButton
                type="button"
                className="button button-danger button-small"
                busy={revoke.isPending}
                onClick={() => revoke.mutate({ id: session.id })}
              >
                End it
              </BusyButton>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Name of a browser for people; the whole text where it is none we know. */
function browserOf(userAgent: string): string {
  const known = [/Edg\/[\d]+/, /Firefox\/[\d]+/, /Chrome\/[\d]+/, /Version\/[\d]+.*Safari/].find((name) =>
    name.test(userAgent),
  );
  const name = known?.exec(userAgent)?.[0].replace('/', ' ') ?? userAgent.slice(0, 80);
  const system = /\((?:X11; )?([^;)]+)/.exec(userAgent)?.[1];
  return system === undefined ? name || 'Unknown browser' : `${name}, ${system}`;
}

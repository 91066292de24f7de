'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { Age } from '../../ui/live/age-text.tsx';

/** Where the person is signed in, and the way to end it there. */
export function SessionList({ initial }: { initial: Outputs['sessions']['list'] }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.sessions.list.queryOptions(), initialData: initial });
  const revoke = useMutation(trpc.sessions.revoke.mutationOptions({ onSuccess: () => query.refetch() }));
  const { sessions, now } = query.data;
  return (
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
            <span className="text-ink-2">This one</span>
          ) : (
            <button
              type="button"
              className="button button-danger button-small"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate({ id: session.id })}
            >
              End it
            </button>
          )}
        </li>
      ))}
    </ul>
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

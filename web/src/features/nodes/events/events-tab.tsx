'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { EventsPanel } from '../detail/events-panel.tsx';
import { rereading } from '../live/rereading.ts';

const REFRESH_MS = 5_000;

interface EventsTabProps {
  node: Outputs['nodes']['get'];
  paused: boolean;
}

/** Everything that the node reported, newest first, more on demand. */
export function EventsTab({ node, paused }: EventsTabProps) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.nodes.events.infiniteQueryOptions(
      { nodeId: node.id },
      { getNextPageParam: (page) => page.nextCursor, ...rereading({ paused, everyMs: REFRESH_MS }) },
    ),
  );
  const pages = query.data?.pages;
  return (
    <div className="flex flex-col gap-3.5">
      {query.isError && <FailureNotice what="Events could not be read" error={query.error} />}
      <EventsPanel
        events={pages?.flatMap((page) => page.events) ?? node.events}
        now={pages?.[0]?.now ?? node.now}
      />
      {query.hasNextPage && (
        <BusyButton
          type="button"
          className="button self-start"
          busy={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Reading more' : 'Older events'}
        </BusyButton>
      )}
    </div>
  );
}

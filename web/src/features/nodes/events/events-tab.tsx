'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { EventsPanel } from '../detail/events-panel.tsx';

/** Everything that the node reported, newest first, more on demand. */
export function EventsTab({ node }: { node: Outputs['nodes']['get'] }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.nodes.events.infiniteQueryOptions(
      { nodeId: node.id },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 5_000 },
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
        <button
          type="button"
          className="button self-start"
          disabled={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Reading more' : 'Older events'}
        </button>
      )}
    </div>
  );
}

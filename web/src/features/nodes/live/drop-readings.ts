import type { QueryClient } from '@tanstack/react-query';

/**
 * Drops what is being read again, whatever it would bring: what was read before stays, with its age. What is read for
 * the first time, and what is added below, is shown: it changes nothing that could stay.
 */
export function dropReadings(client: QueryClient): void {
  void client.cancelQueries({
    predicate: ({ state }) => state.data !== undefined && state.fetchMeta?.fetchMore === undefined,
  });
}

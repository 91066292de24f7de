'use client';

import { useCallback } from 'react';

interface PagedOrder {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isError: boolean;
  fetchNextPage(): Promise<unknown>;
}

/** Reads the next page of an order, unless there is none, it is being read, or it could not be: then somebody asks. */
export function useReadMore({ hasNextPage, isFetchingNextPage, isError, fetchNextPage }: PagedOrder) {
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}

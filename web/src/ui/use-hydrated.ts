'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** Whether the page's program is at work: false in what the server sent, until React took it over. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

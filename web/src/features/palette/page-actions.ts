'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Something that can be done on the page that is open. */
export interface PageAction {
  readonly text: string;
  run(): void;
}

type Offer = () => readonly PageAction[];

const offers = new Set<Offer>();
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

/** Offers actions in the palette for as long as the component is there. */
export function usePageActions(actions: readonly PageAction[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const offer: Offer = () => latest.current;
    offers.add(offer);
    changed();
    return () => {
      offers.delete(offer);
      changed();
    };
  }, []);
}

/** What the open page offers now. */
export function useOfferedActions(): readonly PageAction[] {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
    () => 0,
  );
  return [...offers].flatMap((offer) => offer());
}

/**
 * When a query of a page that can be paused reads again by itself: as the window gets the focus back, and each `everyMs`
 * where that is given. A page that is paused stays as it is.
 */
export function rereading({ paused, everyMs }: { paused: boolean; everyMs?: number }) {
  return { refetchOnWindowFocus: !paused, refetchInterval: paused ? false : (everyMs ?? false) } as const;
}

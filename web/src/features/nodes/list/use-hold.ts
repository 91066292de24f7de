'use client';

import { type FocusEvent, useRef } from 'react';

/** Tells when the first of pointer and focus comes, and when the last of them leaves. */
export function useHold(onHold: (held: boolean) => void) {
  const here = useRef({ pointer: false, focus: false });
  const note = (change: Partial<{ pointer: boolean; focus: boolean }>) => {
    here.current = { ...here.current, ...change };
    onHold(here.current.pointer || here.current.focus);
  };
  return {
    onPointerEnter: () => note({ pointer: true }),
    onPointerLeave: () => note({ pointer: false }),
    onFocus: () => note({ focus: true }),
    onBlur: (event: FocusEvent) =>
      !event.currentTarget.contains(event.relatedTarget) && note({ focus: false }),
  };
}

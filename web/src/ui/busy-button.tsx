'use client';

import type { ButtonHTMLAttributes } from 'react';
import { useHydrated } from './use-hydrated.ts';

interface BusyButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  type: 'button' | 'submit';
  /** What it began is under way: pressing it again does nothing, neither does Enter in its form. */
  busy: boolean;
}

/**
 * A button that keeps the focus while it is busy. A browser takes the focus from one that it is told is disabled, and
 * whoever works by keyboard begins at the top of the page again. A form cannot be sent before the page's program is at
 * work, which would take what was typed for the answer of a page that takes none.
 */
export function BusyButton({ busy, onClick, ...button }: BusyButtonProps) {
  const isEarly = !useHydrated() && button.type === 'submit';
  return (
    <button
      {...button}
      disabled={isEarly || button.disabled}
      data-early={isEarly || undefined}
      aria-disabled={busy}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    />
  );
}

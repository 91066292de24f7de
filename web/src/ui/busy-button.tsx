import type { ButtonHTMLAttributes } from 'react';

interface BusyButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  type: 'button' | 'submit';
  /** What it began is under way: pressing it again does nothing, neither does Enter in its form. */
  busy: boolean;
}

/**
 * A button that keeps the focus while it is busy. A browser takes the focus from one that it is told is disabled, and
 * whoever works by keyboard begins at the top of the page again.
 */
export function BusyButton({ busy, onClick, ...button }: BusyButtonProps) {
  return (
    <button
      {...button}
      aria-disabled={busy}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    />
  );
}

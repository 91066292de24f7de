import type { KeyboardEvent } from 'react';

/** Closes an open menu by Esc, which is then about nothing else on the page; the focus goes back to what opened it. */
export function closeByEscape(event: KeyboardEvent<HTMLDetailsElement>): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.preventDefault();
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary')?.focus();
}

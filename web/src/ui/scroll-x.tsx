import type { ReactNode } from 'react';

/** A part that may scroll sideways while the page does not; reachable by keyboard, so named. */
export function ScrollX(props: { label: string; className?: string; children: ReactNode }) {
  return (
    <section
      aria-label={props.label}
      // Hidden words inside are placed against it, or they would widen the page.
      className={`relative overflow-x-auto ${props.className ?? ''}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {props.children}
    </section>
  );
}

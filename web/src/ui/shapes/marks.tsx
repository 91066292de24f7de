import type { ReactNode } from 'react';

/** A 10 px shape that goes with a word, so it is hidden from readers. */
export function Mark({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="11"
      height="11"
      aria-hidden="true"
      className={`shrink-0 ${className ?? ''}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function Tick({ className }: { className?: string }) {
  return (
    <Mark className={className ?? ''}>
      <path d="M2 6.5 4.8 9 10 3.2" />
    </Mark>
  );
}

export function Cross({ className }: { className?: string }) {
  return (
    <Mark className={className ?? ''}>
      <path d="m2.5 2.5 7 7m0-7-7 7" />
    </Mark>
  );
}

export function Warning({ className }: { className?: string }) {
  return (
    <Mark className={className ?? ''}>
      <path d="M6 1.8 11 10.4H1z" />
    </Mark>
  );
}

import type { ReactNode } from 'react';

/** Ways in without a name and a password. */
export function OtherWays({ children }: { children: ReactNode }) {
  return (
    <div className="mt-4 flex flex-col gap-4">
      <p className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:flex-1 before:bg-line-2 after:h-px after:flex-1 after:bg-line-2">
        or
      </p>
      <div className="flex flex-wrap gap-2">{children}</div>
    </div>
  );
}

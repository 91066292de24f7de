import Link from 'next/link';
import type { ReactNode } from 'react';

/** A step of the path of the page; without an address it is the page itself. */
export interface Crumb {
  readonly text: string;
  readonly href?: string;
}

/** Path of the page on the left, its actions on the right. */
export function TopBar({ crumbs, children }: { crumbs: readonly Crumb[]; children?: ReactNode }) {
  return (
    <header className="sticky top-0 z-10 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-bg px-4 py-2 lg:px-5">
      <nav aria-label="Path" className="flex min-w-0 items-center gap-2 text-lg">
        {crumbs.map((crumb, index) => (
          <span key={crumb.text} className="flex min-w-0 items-center gap-2">
            {index > 0 && <span className="text-ink-3">/</span>}
            {crumb.href === undefined ? (
              <span aria-current="page" className="truncate font-medium">
                {crumb.text}
              </span>
            ) : (
              <Link href={crumb.href} className="text-ink-2 hover:text-ink">
                {crumb.text}
              </Link>
            )}
          </span>
        ))}
      </nav>
      <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>
    </header>
  );
}

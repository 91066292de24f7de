import Link from 'next/link';
import type { ReactNode } from 'react';

/** A step of the path of the page; without an address it is the page itself. */
export interface Crumb {
  readonly text: string;
  readonly href?: string;
}

interface TopBarProps {
  crumbs: readonly Crumb[];
  /** Before the page's own name. */
  shape?: ReactNode;
  /** After it, in grey. */
  after?: ReactNode;
  children?: ReactNode;
}

/** Path of the page on the left, its range and actions on the right. */
export function TopBar({ crumbs, shape, after, children }: TopBarProps) {
  return (
    <header className="top-bar">
      <nav aria-label="Path" className="flex min-w-0 items-center gap-2 text-lg">
        {crumbs.map((crumb, index) => (
          <span key={crumb.text} className="flex min-w-0 items-center gap-2">
            {index > 0 && <span className="text-ink-3">/</span>}
            {crumb.href === undefined ? (
              <span aria-current="page" className="flex min-w-0 items-center gap-2 font-medium">
                {shape}
                <span className="truncate">{crumb.text}</span>
              </span>
            ) : (
              <Link href={crumb.href} className="text-ink-2 hover:text-ink">
                {crumb.text}
              </Link>
            )}
          </span>
        ))}
        {after && <span className="truncate text-sm text-ink-3">{after}</span>}
      </nav>
      {children !== undefined && <div className="top-bar-actions">{children}</div>}
    </header>
  );
}

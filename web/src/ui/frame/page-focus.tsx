'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { focusHeading } from './focus-heading.ts';

/** Gives the focus to a page's heading after a move inside the console that took away what had it. */
export function PageFocus() {
  const pathname = usePathname();
  const shown = useRef(pathname);
  useEffect(() => {
    // A page that the browser itself opened begins at its top, as every document does.
    if (shown.current === pathname) return;
    shown.current = pathname;
    return focusHeading(document);
  }, [pathname]);
  return null;
}

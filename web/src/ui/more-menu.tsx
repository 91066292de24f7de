'use client';

import { type ReactNode, useRef } from 'react';
import { closeByEscape } from './close-by-escape.ts';

/** What is done seldom, behind one button. Closes by Esc, by a choice, and when focus leaves it. */
export function MoreMenu({ children }: { children: ReactNode }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  return (
    <details
      ref={menu}
      className="more-menu"
      onKeyDown={closeByEscape}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <summary className="button">More</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears its buttons */}
      <div role="presentation" onClick={close}>
        {children}
      </div>
    </details>
  );
}

'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { type PalettePage, pageOfKey } from './palette-items.ts';

/** Loaded when somebody first opens them. */
const PaletteDialog = lazy(() => import('./palette-dialog.tsx'));
const KeysDialog = lazy(() => import('./keys-dialog.tsx'));

/** How long `g` waits for its letter. */
const LETTER_WITHIN_MS = 1_500;

/** The way to everything: Ctrl K finds nodes, actions and pages, `g` and a letter go to a page, `?` lists all keys. */
export function CommandPalette({ pages }: { pages: readonly PalettePage[] }) {
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'keys'>();
  const asked = useRef(0);
  const known = useRef({ pages, router });
  known.current = { pages, router };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen((before) => (before === 'palette' ? undefined : 'palette'));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const waits = event.timeStamp - asked.current < LETTER_WITHIN_MS && asked.current > 0;
      const page = waits ? pageOfKey(known.current.pages, event.key) : undefined;
      asked.current = event.key === 'g' ? event.timeStamp : 0;
      if (page !== undefined) {
        event.preventDefault();
        known.current.router.push(page.href);
      } else if (event.key === '?') setOpen('keys');
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const close = () => setOpen(undefined);
  return (
    <>
      <button type="button" className="palette-button rail-host" onClick={() => setOpen('palette')}>
        <Search size={14} aria-hidden="true" className="shrink-0" />
        <span className="rail-tip">Search or run</span>
        <kbd className="key-cap nav-word ml-auto">Ctrl K</kbd>
      </button>
      <Suspense>
        {open === 'palette' && <PaletteDialog pages={pages} onClose={close} />}
        {open === 'keys' && <KeysDialog pages={pages} onClose={close} />}
      </Suspense>
    </>
  );
}

/** Keys that go into a field or belong to a dialog are not ours. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, dialog') !== null
  );
}

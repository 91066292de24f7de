'use client';

import { useEffect, useRef } from 'react';
import type { PalettePage } from './palette-items.ts';

const KEYS: readonly { title: string; keys: readonly [key: string, does: string][] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'search or run'],
      ['/', 'search this list'],
      ['Space', 'pause or go on'],
      ['Esc', 'go back or let go'],
      ['?', 'all keys'],
    ],
  },
  {
    title: 'In a list',
    keys: [
      ['j k', 'move'],
      ['x', 'select'],
      ['Shift X', 'select up to here'],
      ['Enter', 'open'],
    ],
  },
  {
    title: 'In a chart',
    keys: [
      ['← →', 'read it'],
      ['Shift ← →', 'choose a part'],
      ['Enter', 'zoom into it'],
    ],
  },
];

/** Every key of the console. */
export default function KeysDialog({
  pages,
  onClose,
}: {
  pages: readonly PalettePage[];
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const goTo = pages.flatMap(({ key, text }) =>
    key === undefined ? [] : [[`g ${key}`, text.toLowerCase()] as [string, string]],
  );
  return (
    <dialog ref={dialog} className="dialog keys-dialog" aria-labelledby="keys-title" onClose={onClose}>
      <div className="flex items-center px-5 pt-4 pb-1">
        <h2 id="keys-title" className="mr-auto text-xl">
          Keys
        </h2>
        <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div className="grid gap-x-8 gap-y-4 p-5 pt-2 sm:grid-cols-2">
        {[...KEYS, { title: 'Go to', keys: goTo }].map(({ title, keys }) => (
          <section key={title}>
            <h3 className="pb-1 text-sm text-ink-3">{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key} className="flex items-baseline gap-3 py-0.5">
                  <dt className="w-20 shrink-0">
                    <kbd className="key-cap">{key}</kbd>
                  </dt>
                  <dd className="text-ink-2">{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}

'use client';

import { useState } from 'react';
import { writeClipboard } from './write-clipboard.ts';

const SHOWN_MS = 1_000;

/** Copies a text and says so. */
export function CopyButton({ text }: { text: string }) {
  const [word, setWord] = useState<'Copy' | 'Copied' | 'Select it and copy'>('Copy');
  return (
    <button
      type="button"
      className="button button-small"
      onClick={async () => {
        setWord((await writeClipboard(text)) ? 'Copied' : 'Select it and copy');
        setTimeout(() => setWord('Copy'), SHOWN_MS);
      }}
    >
      <span aria-live="polite">{word}</span>
    </button>
  );
}

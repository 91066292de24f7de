'use client';

import { useState } from 'react';
import { Tick } from './shapes/marks.tsx';
import { writeClipboard } from './write-clipboard.ts';

const SHOWN_MS = 1_000;

/** Text that is copied by a click, with a tick for a second. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      title={`Copy ${label}`}
      className="tap-target inline-flex cursor-pointer items-center gap-1.5 rounded-1 font-mono hover:text-accent"
      onClick={async (event) => {
        event.stopPropagation();
        if (!(await writeClipboard(text))) return;
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      }}
    >
      <span className="sr-only">Copy {label} </span>
      {text}
      {copied && <Tick className="text-as-intended" />}
      <span className="sr-only" role="status">
        {copied ? 'copied' : ''}
      </span>
    </button>
  );
}

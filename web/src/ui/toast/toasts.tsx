'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Cross, Tick } from '../shapes/marks.tsx';
import { dropToast, shownToasts, type Toast, watchToasts } from './toast-list.ts';

const SHOWN_MS = 6_000;
const NONE: readonly Toast[] = [];

/** What just happened, at the bottom right. It goes after six seconds unless it is looked at or tells of a failure. */
export function Toasts() {
  const toasts = useSyncExternalStore(watchToasts, shownToasts, () => NONE);
  return (
    <div className="toasts" role="status" aria-label="What just happened">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const { id, kind, title, text, link, requestId } = toast;
  useEffect(() => {
    if (held || kind === 'failed') return;
    const timer = setTimeout(() => dropToast(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, kind, id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while it is looked at, nothing is pressed
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={`pt-1 ${kind === 'done' ? 'text-as-intended' : 'text-broken'}`}>
        {kind === 'done' ? <Tick /> : <Cross />}
      </span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <p className="font-medium">{title}</p>
        {text !== undefined && <p className="text-sm text-ink-2">{text}</p>}
        {link !== undefined && (
          <Link href={link.href} className="link text-sm">
            {link.text}
          </Link>
        )}
        {requestId !== undefined && (
          <p className="text-sm text-ink-2">
            Request <code className="font-mono">{requestId}</code>
          </p>
        )}
      </div>
      <button
        type="button"
        className="cursor-pointer p-1 text-ink-3"
        aria-label="Close"
        onClick={() => dropToast(id)}
      >
        <X size={13} aria-hidden="true" />
      </button>
    </div>
  );
}

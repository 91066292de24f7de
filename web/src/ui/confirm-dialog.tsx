'use client';

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { BusyButton } from './busy-button.tsx';
import { FieldError } from './field.tsx';
import { TypedWords } from './typed-words.tsx';

interface ConfirmDialogProps {
  /** Names what happens to what. */
  title: string;
  action: string;
  busy: boolean;
  error: string | undefined;
  /** Words that must be typed before the action opens. */
  typed?: string;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be undone; Esc and the quiet button go back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, action, busy, error, typed, onConfirm, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const open = typed === undefined || words.trim() === typed;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (open && !busy) onConfirm();
  }

  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby={id} className="dialog">
      <form method="dialog" onSubmit={submit} className="dialog-body">
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        <div className="text-ink-2">{children}</div>
        {typed !== undefined && <TypedWords words={typed} typed={words} onType={setWords} />}
        <div role="alert" className="empty:hidden">
          {error !== undefined && <FieldError text={error} />}
        </div>
        <div className="dialog-actions">
          <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <BusyButton type="submit" className="button button-danger" disabled={!open} busy={busy}>
            {action}
          </BusyButton>
        </div>
      </form>
    </dialog>
  );
}

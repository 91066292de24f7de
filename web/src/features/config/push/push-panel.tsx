'use client';

import { X } from 'lucide-react';
import { type FormEvent, type Ref, useEffect, useRef } from 'react';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { counted } from '../../../ui/counted.ts';
import { FieldError } from '../../../ui/field.tsx';
import { TypedWords } from '../../../ui/typed-words.tsx';
import { PushPreview } from './push-preview.tsx';
import { PushRecipients } from './push-recipients.tsx';
import { type PreparedPush, usePush } from './use-push.ts';

interface PushPanelProps {
  chosenNodes: readonly string[];
  onClose: () => void;
}

/** Who gets the saved sections, and the words that open the button. */
export default function PushPanel({ chosenNodes, onClose }: PushPanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Who opened it hears first what it is about; a browser would begin with the button that closes it.
    title.current?.focus();
  }, []);
  const push = usePush(chosenNodes);
  const { counts } = push.preview;
  const close = () => dialog.current?.close();

  function submit(event: FormEvent) {
    event.preventDefault();
    push.send();
  }

  return (
    <dialog ref={dialog} className="sheet" onClose={onClose} aria-labelledby="push-title">
      <form method="dialog" onSubmit={submit} className="flex min-h-full flex-col">
        <PushHeader title={title} counts={counts} onClose={close} />
        <div className="flex flex-1 flex-col gap-5 p-5">
          <PushRecipients {...push.recipients} />
          <PushPreview {...push.preview} />
          {push.words !== undefined && (
            <TypedWords words={push.words} typed={push.typed} onType={push.setTyped} />
          )}
          <div role="alert" className="empty:hidden">
            {push.failure !== undefined && <FieldError text={push.failure} />}
          </div>
        </div>
        <footer className="dialog-actions sticky bottom-0 m-0 items-center border-t border-line bg-raised px-5 py-3">
          <button type="button" className="button button-quiet" onClick={close}>
            Cancel
          </button>
          <BusyButton
            type="submit"
            className="button button-primary"
            disabled={!push.isOpen}
            busy={push.isSending}
          >
            {push.isSending ? 'Pushing' : `Push to ${counts?.recipients.toLocaleString('en') ?? '–'}`}
          </BusyButton>
        </footer>
      </form>
    </dialog>
  );
}

interface PushHeaderProps {
  title: Ref<HTMLHeadingElement>;
  counts: PreparedPush['preview']['counts'];
  onClose: () => void;
}

function PushHeader({ title, counts, onClose }: PushHeaderProps) {
  return (
    <header className="flex min-h-12 items-center justify-between gap-3 border-b border-line py-1 pr-2.5 pl-5">
      <h2 ref={title} id="push-title" className="text-lg outline-none" tabIndex={-1}>
        Push{' '}
        {counts === undefined
          ? 'configuration'
          : `v${counts.version} to ${counted(counts.recipients, 'node')}`}
      </h2>
      <button type="button" className="button button-quiet" onClick={onClose}>
        <kbd className="key-cap">Esc</kbd>
        <X size={16} aria-hidden />
        <span className="sr-only">Close</span>
      </button>
    </header>
  );
}

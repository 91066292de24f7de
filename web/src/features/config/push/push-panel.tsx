'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { IN_BODY, useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { counted } from '../../../ui/counted.ts';
import { FieldError } from '../../../ui/field.tsx';
import { Warning } from '../../../ui/shapes/marks.tsx';
import { ChosenNodes } from './chosen-nodes.tsx';
import { HeldTable } from './held-table.tsx';
import type { PushTarget } from './push-target.ts';

type Preview = NonNullable<Outputs['config']['previewPush']>;

/** Who gets the saved sections, and the words that open the button. */
export default function PushPanel({
  chosenNodes,
  onClose,
}: {
  chosenNodes: readonly string[];
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [nodeIds, setNodeIds] = useState(chosenNodes);
  const [toAll, setToAll] = useState(chosenNodes.length === 0);
  const [typed, setTyped] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Who opened it hears first what it is about; a browser would begin with the button that closes it.
    title.current?.focus();
  }, []);

  const target: PushTarget = toAll ? { kind: 'all' } : { kind: 'nodes', nodeIds: [...nodeIds] };
  const hasTarget = toAll || nodeIds.length > 0;
  const preview = useQuery({
    ...trpc.config.previewPush.queryOptions({ target }, IN_BODY),
    enabled: hasTarget,
    // A count is confirmed, so it is never an old one.
    gcTime: 0,
    staleTime: 0,
  });
  const push = useMutation(
    trpc.config.push.mutationOptions({
      onSuccess: ({ pushId }) => router.push(`/config/pushes/${pushId}`),
      onError: () => preview.refetch(),
    }),
  );
  const counts = hasTarget ? (preview.data ?? undefined) : undefined;
  const words = counts !== undefined && (toAll || counts.changesDc) ? `push ${counts.recipients}` : undefined;
  const isOpen =
    counts !== undefined && counts.recipients > 0 && (words === undefined || typed.trim() === words);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isOpen || counts === undefined || push.isPending) return;
    push.mutate({ target, hash: counts.hash, expectedCount: counts.recipients });
  }

  return (
    <dialog ref={dialog} className="sheet" onClose={onClose} aria-labelledby="push-title">
      <form method="dialog" onSubmit={submit} className="flex min-h-full flex-col">
        <header className="flex min-h-12 items-center justify-between gap-3 border-b border-line py-1 pr-2.5 pl-5">
          <h2 ref={title} id="push-title" className="text-lg outline-none" tabIndex={-1}>
            Push{' '}
            {counts === undefined
              ? 'configuration'
              : `v${counts.version} to ${counted(counts.recipients, 'node')}`}
          </h2>
          <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
            <kbd className="key-cap">Esc</kbd>
            <X size={16} aria-hidden />
            <span className="sr-only">Close</span>
          </button>
        </header>
        <div className="flex flex-1 flex-col gap-5 p-5">
          <fieldset className="flex flex-col gap-1">
            <legend className="mb-1 text-lg font-medium">Who</legend>
            <label className="choice">
              <input type="radio" name="who" checked={toAll} onChange={() => setToAll(true)} />
              Every node
            </label>
            <label className="choice">
              <input type="radio" name="who" checked={!toAll} onChange={() => setToAll(false)} />
              Some nodes
            </label>
            {!toAll && <ChosenNodes nodeIds={nodeIds} onChange={setNodeIds} />}
          </fieldset>
          {counts !== undefined && <Counts counts={counts} />}
          {counts !== undefined && counts.held.length > 0 && <HeldTable held={counts.held} />}
          {preview.isError && hasTarget && <FieldError text={failureWords(preview.error).message} />}
          {preview.data === null && hasTarget && (
            <p>
              Nothing is saved yet.{' '}
              <Link href="/config" className="link">
                Save a configuration
              </Link>{' '}
              first, then push it.
            </p>
          )}
          {counts?.changesDc && (
            <div className="rounded-3 border border-look-line bg-look-tint p-3.5 text-look">
              <p className="flex items-center gap-2 font-medium">
                <Warning /> This changes DC addresses
              </p>
              <p className="mt-1">
                Each node probes the new coordinators for 30 s and goes back to the old ones by itself if none
                answers.
              </p>
            </div>
          )}
          {words !== undefined && counts !== undefined && counts.recipients > 0 && (
            <label>
              <span className="mb-1.5 block">
                Type <code className="font-mono">{words}</code> to confirm
              </span>
              <input
                className="input font-mono"
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
          )}
          <div role="alert" className="empty:hidden">
            {push.error !== null && <FieldError text={failureWords(push.error).message} />}
          </div>
        </div>
        <footer className="dialog-actions sticky bottom-0 m-0 items-center border-t border-line bg-raised px-5 py-3">
          <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <BusyButton
            type="submit"
            className="button button-primary"
            disabled={!isOpen}
            busy={push.isPending}
          >
            {push.isPending ? 'Pushing' : `Push to ${counts?.recipients.toLocaleString('en') ?? '–'}`}
          </BusyButton>
        </footer>
      </form>
    </dialog>
  );
}

function Counts({ counts }: { counts: Preview }) {
  return (
    <div role="status">
      <p>
        <span className="text-figure font-medium">{counts.recipients.toLocaleString('en')}</span>{' '}
        <span className="text-ink-2">of {counted(counts.total, 'node')}</span>
      </p>
      <ul className="mt-1 text-ink-2">
        {counts.unchanged > 0 && (
          <li>{counts.unchanged.toLocaleString('en')} left out: these values were pushed to them before</li>
        )}
        {counts.excluded > 0 && (
          <li>{counts.excluded.toLocaleString('en')} left out: refused or waiting for approval</li>
        )}
        {counts.gone > 0 && (
          <li>{counts.gone.toLocaleString('en')} left out: deleted since they were chosen</li>
        )}
        {counts.offline > 0 && (
          <li>{counts.offline.toLocaleString('en')} are offline: they get it when they return</li>
        )}
        {counts.recipients === 0 && <li>There is nobody to push to.</li>}
      </ul>
    </div>
  );
}

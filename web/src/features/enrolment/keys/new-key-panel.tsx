'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { QrCode } from '../../../ui/qr/qr-code.tsx';

/** The line and the code of a key that was just made; they are not shown again. */
export function NewKeyPanel({ made }: { made: Outputs['enrolment']['createKey'] | undefined }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Who made the key goes on with its line, which is shown this once; on a phone it lies below the form.
    if (made !== undefined) title.current?.focus();
  }, [made]);
  return (
    <section className="panel flex flex-col p-3.5" aria-labelledby="code-title">
      <h2 ref={title} id="code-title" tabIndex={-1} className="text-lg">
        2. Run the line on the device
      </h2>
      {made === undefined ? (
        <div className="my-auto">
          <PageState kind="empty" title="The line of a new key shows here">
            Once: only its hash is kept. It holds the console's address, the realm's key and the enrolment
            key.
          </PageState>
        </div>
      ) : (
        <div className="m-auto flex w-full max-w-xl flex-col items-center gap-4 py-4">
          <div className="w-full">
            <p className="mb-1.5 font-medium">On Linux, as root, in a clone after npm ci</p>
            <Command text={`npx --no ntm-node enrol '${made.enrolmentString}'`}>
              npx --no ntm-node enrol &apos;<span data-testid="enrolment-string">{made.enrolmentString}</span>
              &apos;
            </Command>
            <p className="my-1.5 text-sm text-ink-3">It says when it is enrolled. Then start the node:</p>
            <Command text="npx --no ntm-node up">npx --no ntm-node up</Command>
          </div>
          <p className="w-full text-ink-2">
            Shown once: only its hash is kept. It holds the console's address, the realm's key and this
            enrolment key.
          </p>
          <QrCode qr={made.qr} label={`Code of the key ${made.label}`} />
          <p className="text-center text-sm text-ink-3">
            The same as a code, for phones: the Android app that scans it is not there yet.
          </p>
        </div>
      )}
    </section>
  );
}

/** A line for a terminal. */
function Command({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 rounded-2 border border-line-2 bg-surface-2 p-2.5">
      <code className="min-w-0 flex-1 font-mono text-sm break-all">{children}</code>
      <CopyButton text={text} />
    </div>
  );
}

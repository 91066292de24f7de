import { configReason } from '@ntmobile/shared/config-reason';
import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';

type Config = Outputs['nodes']['get']['config'];

const STATUS_WORDS: Record<string, string> = {
  received: 'received',
  applying: 'being tried',
  applied: 'applied',
  rejected: 'refused',
  failed: 'failed',
  rolled_back: 'rolled back',
};

/** Desired configuration against what the node says of it, each with its age. */
export function ConfigPanel({ config, now }: { config: Config; now: number }) {
  const reason = reasonOf(config);
  return (
    <section className="panel overflow-hidden" aria-labelledby="config-title">
      <h2 id="config-title" className="flex items-center gap-3 px-3.5 py-3 text-lg">
        Configuration{' '}
        <span className="text-md font-normal">
          <ConfigBadge state={config.state} />
        </span>
      </h2>
      {reason !== undefined && <p className="px-3.5 pb-3">{reason}</p>}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] border-t border-line">
        <Fact name="Desired" at={config.desiredAt} now={now}>
          {config.desiredRevision === null
            ? 'Nothing was pushed; it runs what it got at enrolment'
            : `r${config.desiredRevision}`}
        </Fact>
        <Fact name="At the broker" at={config.publishedAt} now={now}>
          {config.publishedAt === null ? 'not handed over yet' : 'handed over'}
        </Fact>
        <Fact name="Reported" at={config.reportedAt} now={now}>
          {config.reportedRevision === null
            ? 'nothing yet'
            : `r${config.reportedRevision}, ${STATUS_WORDS[config.status ?? ''] ?? 'unknown'}`}
        </Fact>
      </dl>
    </section>
  );
}

/** What keeps the desired configuration from being in force. */
function reasonOf({ state, status, error, reportedRevision, desiredRevision }: Config): string | undefined {
  if (state === 'drift') return `The node runs values that nobody pushed as r${desiredRevision}. Push again.`;
  if (status === null || reportedRevision === null) return undefined;
  return configReason({ status, error, revision: reportedRevision });
}

interface FactProps {
  name: string;
  at: number | null;
  now: number;
  children: ReactNode;
}

function Fact({ name, at, now, children }: FactProps) {
  return (
    <div className="col-span-3 grid grid-cols-subgrid gap-x-6 border-line px-3.5 py-1.5 [&+div]:border-t">
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
      <dd className="text-right text-ink-3">{at !== null && <Age at={at} now={now} suffix=" ago" />}</dd>
    </div>
  );
}

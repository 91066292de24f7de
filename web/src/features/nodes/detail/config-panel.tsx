import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';

type Config = Outputs['nodes']['get']['config'];

/** Desired configuration against what the node says of it, each with its age. */
export function ConfigPanel({ config, now }: { config: Config; now: number }) {
  return (
    <section className="panel p-3.5" aria-labelledby="config-title">
      <h2 id="config-title" className="flex items-center gap-3 text-lg">
        Configuration <ConfigBadge state={config.state} />
      </h2>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
        <Fact name="Desired">
          {config.desiredRevision === null
            ? 'Nothing was pushed; it runs what it got at enrolment'
            : `r${config.desiredRevision}`}
          <Since text="pushed" at={config.desiredAt} now={now} />
        </Fact>
        <Fact name="At the broker">
          {config.publishedAt === null ? '–' : 'handed over'}
          <Since text="" at={config.publishedAt} now={now} />
        </Fact>
        <Fact name="Reported">
          {config.reportedRevision === null
            ? 'Nothing yet'
            : `r${config.reportedRevision}, ${config.status ?? 'unknown'}`}
          <Since text="" at={config.reportedAt} now={now} />
        </Fact>
        {config.error !== null && (
          <Fact name="Why">
            <span className="text-broken">{config.error}</span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Since({ text, at, now }: { text: string; at: number | null; now: number }) {
  if (at === null) return null;
  return (
    <span className="text-ink-3">
      , {text} <Age at={at} now={now} suffix=" ago" />
    </span>
  );
}

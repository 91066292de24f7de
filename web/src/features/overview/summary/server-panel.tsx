import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';

interface ServerPanelProps {
  server: Outputs['overview']['get']['server'];
  relays: Outputs['overview']['get']['relays'];
  /** Nodes whose registration holds. */
  registered: number;
}

const COORDINATOR = {
  answers: { state: 'online', word: 'answers' },
  silent: { state: 'stale', word: 'silent' },
  never: { state: 'never', word: 'never started' },
} as const;
const BROKER = {
  answers: { state: 'online', word: 'answers' },
  silent: { state: 'stale', word: 'silent' },
  unknown: { state: 'never', word: 'not known' },
} as const;

/** Whether what the nodes need answers, and since when. */
export function ServerPanel({ server, relays, registered }: ServerPanelProps) {
  const coordinator = COORDINATOR[server.coordinator];
  const broker = BROKER[server.broker.state];
  return (
    <section className="panel overflow-hidden" aria-labelledby="server-title">
      <div className="flex items-baseline gap-3 px-3.5 py-3">
        <h2 id="server-title" className="mr-auto text-lg">
          Server
        </h2>
        <Link href="/coordinators" className="link tap-target text-sm">
          Coordinators
        </Link>
      </div>
      <dl>
        <Fact name="Direction Coordinator">
          <NodeShape state={coordinator.state} /> {coordinator.word}
          {server.heartbeatAt !== null && (
            <span className="text-ink-3">
              <Age at={server.heartbeatAt} now={server.now} suffix=" ago" />
            </span>
          )}
        </Fact>
        <Fact name="Broker">
          <NodeShape state={broker.state} /> {broker.word}
          {server.broker.since !== null && (
            <span className="text-ink-3">
              {' '}
              since <Age at={server.broker.since} now={server.now} />
            </span>
          )}
        </Fact>
        <Fact name="Relays">
          <RelayVerdict {...relays} />
        </Fact>
        <Fact name="Registered nodes">{registered.toLocaleString('en')}</Fact>
      </dl>
    </section>
  );
}

function RelayVerdict({ all, answering, unknown }: ServerPanelProps['relays']) {
  if (all === 0) return <span className="text-ink-2">none configured</span>;
  if (unknown === all)
    return (
      <>
        <NodeShape state="never" /> not known
      </>
    );
  return (
    <>
      <NodeShape state={answering === all ? 'online' : 'stale'} /> {answering} of {all}{' '}
      {all === 1 ? 'answers' : 'answer'}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3 border-t border-line px-3.5 py-1.5">
      <dt className="text-ink-2">{name}</dt>
      <dd className="ml-auto flex items-center gap-1.5">{children}</dd>
    </div>
  );
}

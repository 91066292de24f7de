'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { CountedSentence } from '../../../ui/live/counted-sentence.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import { RelaysPanel } from '../relays/relays-panel.tsx';
import type { CounterLine } from './counter-words.ts';

const REFRESH_MS = 5_000;

type Coordinators = Outputs['realm']['coordinators'];
type Coordinator = Coordinators['coordinators'][number];

/** Direction Coordinators with their health and counters, and the relays that nodes are told with theirs. */
export function CoordinatorsPage({ initial }: { initial: Coordinators }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.realm.coordinators.queryOptions(),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  const { coordinators, relays, server, now } = query.data;
  const { verdict, remark } = sentence(query.data);
  return (
    <>
      <TopBar crumbs={[{ text: 'Coordinators' }]} />
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <CountedSentence verdict={verdict} remark={remark} done="Read" at={now} now={now} />
        {query.isRefetchError && <FailureNotice what="This could not be read again" error={query.error} />}
        {coordinators.length === 0 ? (
          <div className="panel">
            <PageState kind="empty" title="No coordinator has started">
              Start it beside the console. It shows here within 5 s.
            </PageState>
          </div>
        ) : (
          coordinators.map((coordinator) => (
            <CoordinatorPanel key={coordinator.id} coordinator={coordinator} now={server.now} />
          ))
        )}
        <RelaysPanel relays={relays} now={server.now} />
      </main>
    </>
  );
}

function sentence({ coordinators, relayCounts, server }: Coordinators): { verdict: string; remark: string } {
  const answering = coordinators.filter(({ answers }) => answers).length;
  const nodes = coordinators.reduce((sum, { registered }) => sum + registered, 0);
  if (coordinators.length === 0) return { verdict: 'No DC has started.', remark: 'No node can register.' };
  if (answering === 0)
    return {
      verdict: 'No DC answers.',
      remark: 'Tunnels that are there go on, new ones wait. Look at its process.',
    };
  const registered = `${nodes.toLocaleString('en')} ${nodes === 1 ? 'node is' : 'nodes are'} registered.`;
  if (server.broker.state === 'silent')
    return { verdict: 'The broker is silent.', remark: `Telemetry and pushes wait. ${registered}` };
  if (answering < coordinators.length)
    return { verdict: `${answering} of ${coordinators.length} DCs answer.`, remark: registered };
  const { all } = relayCounts;
  const silent = all - relayCounts.answering - relayCounts.unknown;
  if (silent > 0)
    return {
      verdict:
        silent === all
          ? 'No relay answers.'
          : `${silent} of ${all} relays ${silent === 1 ? 'does' : 'do'} not answer.`,
      remark: registered,
    };
  return {
    verdict: answering === 1 ? 'The DC answers.' : `All ${answering} DCs answer.`,
    remark: registered,
  };
}

function CoordinatorPanel({ coordinator, now }: { coordinator: Coordinator; now: number }) {
  const { endpoints, answers, heartbeatAt, startedAt, registered, work, refused } = coordinator;
  return (
    <section className="panel overflow-hidden" aria-label={`Coordinator at ${endpoints.join(', ')}`}>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 px-3.5 py-3">
        <h2 className="flex flex-wrap items-center gap-x-3 text-lg">
          <NodeShape state={answers ? 'online' : 'stale'} />
          {endpoints.length === 0
            ? 'No address known'
            : endpoints.map((endpoint) => <CopyText key={endpoint} text={endpoint} label="endpoint" />)}
        </h2>
        <Fact name={answers ? 'Answers, heartbeat' : 'Silent, last heartbeat'}>
          <Age at={heartbeatAt} now={now} suffix=" ago" />
        </Fact>
        <Fact name="Started">
          <Age at={startedAt} now={now} suffix=" ago" />
        </Fact>
        <Fact name="Registered nodes">{registered.toLocaleString('en')}</Fact>
      </div>
      <div className="grid items-start border-t border-line md:grid-cols-2">
        <CounterTable title="Done since its start" lines={work} none="It has told nothing yet." />
        <CounterTable title="Refused or failed, by reason" lines={refused} none="Nothing was refused." />
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <p className="text-ink-2">
      {name} <span className="text-ink">{children}</span>
    </p>
  );
}

function CounterTable({
  title,
  lines,
  none,
}: {
  title: string;
  lines: readonly CounterLine[];
  none: string;
}) {
  return (
    <table className="table counter-table border-line md:[&+table]:border-l [&_td]:h-7">
      <thead>
        <tr>
          <th>{title}</th>
          <th className="number">Count</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, words, count }) => (
          <tr key={name}>
            <td>{words}</td>
            <td className="number">{count.toLocaleString('en')}</td>
          </tr>
        ))}
        {lines.length === 0 && (
          <tr>
            <td colSpan={2} className="text-ink-2">
              {none}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

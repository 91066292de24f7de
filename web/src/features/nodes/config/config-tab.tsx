'use client';

import { configReason } from '@ntmobile/shared/config-reason';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { DiffTable } from '../../config/sections/diff-table.tsx';
import type { DiffLine } from '../../config/sections/line-diff.ts';
import { ConfigPanel } from '../detail/config-panel.tsx';
import { PartSkeleton } from '../detail/node-skeleton.tsx';
import { rereading } from '../live/rereading.ts';

/** Revisions come seldom; what the node says of the newest is above, and live. */
const REFRESH_MS = 5_000;

type NodeConfig = Outputs['nodes']['config'];

interface ConfigTabProps {
  node: Outputs['nodes']['get'];
  paused: boolean;
}

/** What the node should have, what it runs, what differs, and every revision it was given. */
export function ConfigTab({ node, paused }: ConfigTabProps) {
  const trpc = useTRPC();
  const { id: nodeId, config } = node;
  const query = useQuery({
    ...trpc.nodes.config.queryOptions({ nodeId }),
    ...rereading({ paused, everyMs: REFRESH_MS }),
  });
  return (
    <div className="flex flex-col gap-3.5">
      <ConfigPanel config={config} now={node.now} />
      {query.isError && <FailureNotice what="Revisions could not be read" error={query.error} />}
      {query.isPending && <PartSkeleton title="History" lines={6} />}
      {query.data !== undefined && (
        <>
          <DesiredPanel config={query.data} />
          <HistoryPanel config={query.data} />
        </>
      )}
    </div>
  );
}

/** Lines that differ from what runs; where nothing does, what is in force. */
function DesiredPanel({ config }: { config: NodeConfig }) {
  const { desired, desiredRevision, runningRevision, diff } = config;
  if (desired === null || desiredRevision === null) return null;
  const differs = diff?.some(({ kind }) => kind !== 'same') === true;
  return (
    <section className="panel overflow-hidden" aria-labelledby="desired-title">
      <h2 id="desired-title" className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-3 text-lg">
        Desired r{desiredRevision}
        <span className="text-sm font-normal text-ink-3">
          {differs
            ? `against r${runningRevision}, which the node runs`
            : diff === null
              ? 'it is not known what the node runs'
              : 'the node runs exactly this'}
        </span>
      </h2>
      {differs ? <DiffTable lines={diff.map(diffLine)} /> : <Lines lines={desired} />}
    </section>
  );
}

/** What is undefined is left out on its way from the server. */
function diffLine({ kind, before, after, text }: NonNullable<NodeConfig['diff']>[number]): DiffLine {
  return { kind, before, after, text };
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <pre className="overflow-x-auto border-t border-line px-3.5 py-2.5 font-mono text-sm">
      {lines.join('\n')}
    </pre>
  );
}

const STATUS: Record<string, string> = { received: 'Received', applying: 'Being tried', applied: 'Applied' };

function HistoryPanel({ config: { history, now } }: { config: NodeConfig }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="history-title">
      <h2 id="history-title" className="px-3.5 py-3 text-lg">
        History
      </h2>
      {history.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">
          Nothing was pushed to it; it runs what it got at enrolment.
        </p>
      ) : (
        <table className="table history-table">
          <thead>
            <tr>
              <th>Revision</th>
              <th>By</th>
              <th>Result</th>
              <th className="number">Made</th>
              <th className="number">Reported</th>
            </tr>
          </thead>
          <tbody>
            {history.map((entry) => (
              <tr key={entry.revision}>
                <td className="font-medium whitespace-nowrap">
                  <Link href={`/config/pushes/${entry.at}`} className="hover:underline">
                    r{entry.revision}
                  </Link>
                  {entry.fleetVersion !== null && (
                    <span className="font-normal text-ink-3"> of v{entry.fleetVersion}</span>
                  )}
                </td>
                <td className="text-ink-2">{entry.by ?? 'the coordinator'}</td>
                <td className="text-ink-2">{resultWords(entry)}</td>
                <td className="number whitespace-nowrap">
                  <Age at={entry.at} now={now} />
                </td>
                <td className="number whitespace-nowrap">
                  {entry.reportedAt === null ? '–' : <Age at={entry.reportedAt} now={now} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function resultWords({ status, error, revision }: NodeConfig['history'][number]): string {
  if (status === null) return 'Nothing reported';
  return STATUS[status] ?? configReason({ status, error, revision }) ?? status;
}

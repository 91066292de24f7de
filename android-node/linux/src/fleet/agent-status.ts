import { configReason } from '@ntmobile/shared/config-reason';
import type { Verdict } from '@ntmobile/shared/fleet';

/** What a node does over the broker, for people. Times in milliseconds since 1970. */
export interface AgentStatus {
  readonly broker:
    | { readonly state: 'connecting' }
    | { readonly state: 'connected'; readonly since: number }
    | { readonly state: 'waiting'; readonly why: string; readonly until: number };
  readonly telemetry: {
    readonly intervalMs: number;
    readonly waitingSamples: number;
    readonly waitingEvents: number;
  };
  readonly config: {
    /** Revision in force; absent while it is what enrolment gave. */
    readonly revision?: number;
    /** What was decided last. */
    readonly verdict?: Verdict;
  };
  /** What was refused, given up or sent again, by its reason, since start. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Lines of `ntm-node status` below those of the node itself. */
export function agentStatusText(status: AgentStatus): string {
  const { telemetry } = status;
  const waiting = `${telemetry.waitingSamples} samples and ${telemetry.waitingEvents} events wait for the server`;
  const counts = Object.entries(status.counts).filter(([, count]) => count > 0);
  const lines = [
    `broker       ${brokerText(status.broker)}`,
    `telemetry    every ${telemetry.intervalMs / 1_000} s; ${waiting}`,
    `configured   ${configText(status.config)}`,
    ...(counts.length > 0
      ? [`counted      ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function brokerText(broker: AgentStatus['broker']): string {
  switch (broker.state) {
    case 'connecting':
      return 'connecting';
    case 'connected':
      return `connected since ${new Date(broker.since).toISOString()}`;
    case 'waiting':
      return `not connected (${broker.why}); next try at ${new Date(broker.until).toISOString()}`;
    default:
      return broker satisfies never;
  }
}

function configText({ revision, verdict }: AgentStatus['config']): string {
  const inForce = revision === undefined ? 'as enrolled' : `revision ${revision}`;
  const why = verdict && configReason({ ...verdict, error: verdict.error ?? null });
  return why === undefined ? inForce : `${inForce}. ${why}`;
}

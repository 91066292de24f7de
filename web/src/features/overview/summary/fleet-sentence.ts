import { counted } from '../../../ui/counted.ts';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import type { ServerHealth } from '../../realm/server-health.ts';
import { LOOK_KINDS, LOOK_WORDS, type LookKind } from './look-kind.ts';

/** What the sentence is made of. */
export interface FleetFacts {
  readonly total: number;
  readonly byState: Partial<Record<NodeState, number>>;
  readonly look: Partial<Record<LookKind, number>>;
  readonly server: Pick<ServerHealth, 'coordinator'> & {
    readonly broker: Pick<ServerHealth['broker'], 'state'>;
  };
}

/** The verdict in ink, the remark in grey. */
export interface FleetSentence {
  readonly verdict: string;
  readonly remark: string;
}

/** Above this share of the nodes that are in service, the fleet as a whole is not well. */
const UNWELL_SHARE = 0.1;

/** Kinds that the remark names; the list below has all. */
const NAMED_KINDS = 3;

/** Whether the fleet is well, and what to do. What lies below the nodes comes first. */
export function fleetSentence(facts: FleetFacts): FleetSentence {
  const { coordinator, broker } = facts.server;
  if (coordinator === 'never')
    return { verdict: 'The DC never started.', remark: 'No node can register before it runs.' };
  if (coordinator === 'silent')
    return {
      verdict: 'The DC is silent.',
      remark: 'Tunnels that are there go on, new ones wait. Look at its process.',
    };
  if (broker.state === 'silent')
    return {
      verdict: 'The broker is silent.',
      remark: 'Tunnels go on. Telemetry and pushes wait until it answers.',
    };
  if (facts.total === 0) return { verdict: 'No nodes yet.', remark: 'Enrol the first one.' };
  return ofNodes(facts);
}

function ofNodes({ total, byState, look }: FleetFacts): FleetSentence {
  const waiting = byState.pending ?? 0;
  const inService = total - waiting - (byState.suspended ?? 0) - (byState.never ?? 0);
  const present = (byState.online ?? 0) + (byState.idle ?? 0);
  const kinds = LOOK_KINDS.flatMap((kind) => (look[kind] ? [{ kind, count: look[kind] }] : []));
  const needing = kinds.reduce((sum, { count }) => sum + count, 0);
  const approval =
    waiting === 0 ? '' : `${number(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for approval.`;
  if (inService > 0 && present === 0)
    return { verdict: 'No node is online.', remark: joined(worst(kinds), approval) };
  const offline = byState.offline ?? 0;
  if (offline * 2 > inService)
    return {
      verdict: `${number(offline)} of ${nodes(inService)} are offline.`,
      remark: joined(worst(kinds), approval),
    };
  if (needing > inService * UNWELL_SHARE)
    return {
      verdict: `${nodes(needing)} ${needing === 1 ? 'needs' : 'need'} a look.`,
      remark: joined(worst(kinds), approval),
    };
  const remark = needing === 0 ? '' : `${nodes(needing)} ${needing === 1 ? 'needs' : 'need'} a look.`;
  return { verdict: 'The fleet is well.', remark: joined(remark, approval) };
}

function worst(kinds: readonly { kind: LookKind; count: number }[]): string {
  if (kinds.length === 0) return '';
  // One kind more takes no more words by its name.
  const naming = kinds.length === NAMED_KINDS + 1 ? kinds.length : NAMED_KINDS;
  const named = kinds.slice(0, naming).map(({ kind, count }) => `${number(count)} ${LOOK_WORDS[kind]}`);
  const others = kinds.slice(naming).reduce((sum, { count }) => sum + count, 0);
  return `${[...named, ...(others > 0 ? [`${number(others)} other`] : [])].join(', ')}.`;
}

const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
const number = (count: number) => count.toLocaleString('en');
const nodes = (count: number) => counted(count, 'node');

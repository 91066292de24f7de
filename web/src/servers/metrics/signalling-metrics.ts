import type { Registry } from 'prom-client';
import { addGauge, addTotal, addTotals } from '../../metrics/live-metric.ts';

/** What signalling holds, did and dropped, by name; see `web/src/dc/counters.ts`. */
export type SignallingCounts = Readonly<Record<string, number>>;

/** What is held now, by the name of its count. */
const HELD: Readonly<Record<string, readonly [name: string, help: string]>> = {
  nodes: ['ntm_coordinator_nodes', 'Nodes that the coordinator knows.'],
  leases: ['ntm_coordinator_leases', 'Registrations that have not run out.'],
  sessions: ['ntm_coordinator_sessions', 'Nodes that have a session.'],
  directions: ['ntm_coordinator_open_directions', 'Directions that are under way.'],
  nodesWithPathsRead: [
    'ntm_coordinator_nodes_with_paths_read',
    'Registered nodes whose first contacts do not wait for the database.',
  ],
};

/** Families whose members are told apart by one label. */
const FAMILIES = [
  {
    name: 'ntm_coordinator_packets_total',
    help: 'Datagrams of the signalling port.',
    label: 'direction',
    members: { packetsReceived: 'received', packetsSent: 'sent' },
  },
  {
    name: 'ntm_coordinator_handshakes_total',
    help: 'Handshakes with nodes, by what became of them.',
    label: 'outcome',
    members: {
      handshakesAccepted: 'accepted',
      handshakesInitiated: 'initiated',
      handshakesRepeated: 'repeated',
      handshakesUnanswered: 'unanswered',
      cookieRepliesSent: 'cookie',
    },
  },
  {
    name: 'ntm_coordinator_directions_total',
    help: 'Directions that nodes asked for, by what became of them.',
    label: 'result',
    members: {
      directionsOpened: 'opened',
      directionsJoined: 'joined',
      directionsOffline: 'offline',
      directionsDenied: 'denied',
    },
  },
] as const;

const DROPPED = /^dropped(.+)$/;
const TOLD_ALONE = new Set<string>([
  ...Object.keys(HELD),
  'registrations',
  ...FAMILIES.flatMap(({ members }) => Object.keys(members)),
]);

/** Registers the counts of signalling; one that has no metric of its own becomes an event of its name. */
export function addSignallingMetrics(registry: Registry, counts: () => SignallingCounts): void {
  for (const [count, [name, help]] of Object.entries(HELD))
    addGauge(registry, { name, help }, () => counts()[count]);
  const registrations = { name: 'ntm_coordinator_registrations_total', help: 'Registrations of nodes.' };
  addTotal(registry, registrations, () => counts().registrations);
  for (const { members, ...named } of FAMILIES)
    addTotals(registry, named, () => {
      const now = counts();
      return Object.entries(members).map(([count, value]) => [value, now[count] ?? 0] as const);
    });
  const refused = {
    name: 'ntm_coordinator_refused_total',
    help: 'Packets that were dropped.',
    label: 'reason',
  };
  addTotals(registry, refused, () => byReason(counts()));
  const events = {
    name: 'ntm_coordinator_events_total',
    help: 'What else happened in signalling.',
    label: 'event',
  };
  addTotals(registry, events, () => others(counts()));
}

function byReason(counts: SignallingCounts): [string, number][] {
  return Object.entries(counts).flatMap(([name, value]): [string, number][] => {
    const reason = DROPPED.exec(name)?.[1];
    return reason === undefined ? [] : [[snake(reason), value]];
  });
}

function others(counts: SignallingCounts): [string, number][] {
  return Object.entries(counts).flatMap(([name, value]): [string, number][] =>
    TOLD_ALONE.has(name) || DROPPED.test(name) ? [] : [[snake(name), value]],
  );
}

/** `BadMac1` as Prometheus writes names: `bad_mac1`. */
function snake(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
}

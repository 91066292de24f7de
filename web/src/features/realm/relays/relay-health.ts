import type { RelayState } from '@ntmobile/prisma';
import { formatEndpoint, parseEndpoint } from '@ntmobile/shared';
import type { ConfiguredRelay } from '@ntmobile/shared/fleet';

/** A worker asks every ten seconds; what it said longer ago says nothing of now. */
const FRESH_MS = 30_000;

/** What one coordinator found out of one endpoint. */
export interface RelayProbeRow {
  readonly endpoint: string;
  readonly askedAt: Date;
  readonly answeredAt: Date | null;
  readonly state: RelayState;
  readonly since: Date;
  readonly rttMicros: number | null;
  readonly software: string | null;
  readonly refusal: string | null;
}

/** One endpoint of a relay as people see it. Times in milliseconds since 1970. */
export interface EndpointHealth {
  readonly endpoint: string;
  /** The best that any coordinator says now; unknown while none says anything. */
  readonly state: RelayState | 'unknown';
  /** Since when it answers one of them, or none any more; null while unknown. */
  readonly since: number | null;
  /** The newest answer to any coordinator; null where there never was one. */
  readonly answeredAt: number | null;
  /** Coordinators that say so, of those that say anything now. */
  readonly agreeing: number;
  readonly asking: number;
  /** The shortest of the coordinators'. */
  readonly rttMicros: number | null;
  readonly software: string | null;
  readonly refusal: string | null;
}

/** A relay of the configuration in force. */
export interface RelayHealth {
  readonly region: string;
  readonly priority: number;
  /** The best of its endpoints. */
  readonly state: EndpointHealth['state'];
  readonly endpoints: EndpointHealth[];
}

/** Best first. */
const ORDER: readonly EndpointHealth['state'][] = ['answers', 'refuses', 'silent', 'unknown'];

/** The health of relays by what coordinators wrote of their endpoints. */
export function relayHealth(
  relays: readonly ConfiguredRelay[],
  probes: readonly RelayProbeRow[],
  now: Date,
): RelayHealth[] {
  return relays.map(({ endpoints, region, priority }) => {
    const healths = endpoints.map((text) => {
      // A configuration may write an address in another way than the coordinators do.
      const endpoint = formatEndpoint(parseEndpoint(text));
      return endpointHealth(
        endpoint,
        probes.filter((probe) => probe.endpoint === endpoint),
        now,
      );
    });
    return { region, priority, state: bestOf(healths.map(({ state }) => state)), endpoints: healths };
  });
}

/** How many of the relays answer; those of which nobody says anything now are unknown. */
export function countRelays(relays: readonly RelayHealth[]) {
  const count = (wanted: RelayHealth['state']) => relays.filter(({ state }) => state === wanted).length;
  return { all: relays.length, answering: count('answers'), unknown: count('unknown') };
}

function endpointHealth(endpoint: string, probes: readonly RelayProbeRow[], now: Date): EndpointHealth {
  const fresh = probes.filter(({ askedAt }) => now.getTime() - askedAt.getTime() <= FRESH_MS);
  const state = bestOf(fresh.map((probe) => probe.state));
  const saying = fresh.filter((probe) => probe.state === state);
  const [quickest] = saying.toSorted((one, other) => (one.rttMicros ?? 0) - (other.rttMicros ?? 0));
  return {
    endpoint,
    state,
    since: (state === 'answers' ? smallest : largest)(saying.map(({ since }) => since.getTime())),
    answeredAt: largest(
      probes.flatMap(({ answeredAt }) => (answeredAt === null ? [] : [answeredAt.getTime()])),
    ),
    agreeing: saying.length,
    asking: fresh.length,
    rttMicros: quickest?.rttMicros ?? null,
    software: quickest?.software ?? null,
    refusal: quickest?.refusal ?? null,
  };
}

function bestOf(states: readonly EndpointHealth['state'][]): EndpointHealth['state'] {
  return ORDER.find((state) => states.includes(state)) ?? 'unknown';
}

function smallest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

import { type PrismaClient, poolCounts } from '@ntmobile/prisma';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { DatabaseReading } from './database-reading.ts';
import { addGauge, addGauges, addTotals } from './live-metric.ts';

/** Seconds: from an answer out of memory to one that somebody gave up on. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What is turned away before anything runs for it: sign-ins beyond the gate, requests without a session beyond the pace,
 * and what was sent to a name that is not the console's.
 */
export type TurnedAway = 'signIn' | 'stranger' | 'host';

/** What is asked for at a scrape. */
export interface ConsoleState {
  readonly prisma: PrismaClient;
  /** Event streams that are open. */
  streams(): number;
  /** Enrolment requests of this process by what was answered. */
  enrolments(): Readonly<Record<string, number>>;
  /** The database did not answer a scrape. */
  onFailed(error: Error): void;
}

/** Metrics of the console's process. */
export class ConsoleMetrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'route' | 'status'>;
  readonly #durations: Histogram<'route'>;
  readonly #procedures: Counter<'procedure' | 'result'>;
  readonly #turnedAway: Counter<'what'>;
  #described = false;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Counter({
      name: 'ntm_console_requests_total',
      help: 'Requests that were answered, or left before they were (status 0).',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'ntm_console_request_seconds',
      help: 'Time from a request to the end of its answer, without event streams.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.#procedures = new Counter({
      name: 'ntm_console_procedures_total',
      help: 'Calls of procedures, by what became of them: ok or the code of the error.',
      labelNames: ['procedure', 'result'],
      registers,
    });
    this.#turnedAway = new Counter({
      name: 'ntm_console_turned_away_total',
      help: 'Requests that were refused before anything ran for them: signIn or stranger (429), host (421).',
      labelNames: ['what'],
      registers,
    });
    for (const what of ['signIn', 'stranger', 'host'] as const) this.#turnedAway.inc({ what }, 0);
  }

  /** Says, once, where what is so now is read. */
  describe({ prisma, streams, enrolments, onFailed }: ConsoleState): void {
    if (this.#described) return;
    this.#described = true;
    const signedIn = new DatabaseReading({
      read: () =>
        prisma.userSession.count({
          where: { revokedAt: null, expiresAt: { gt: new Date() }, user: { disabledAt: null } },
        }),
      onFailed,
    });
    signedIn.addUp(this.registry);
    addGauge(
      this.registry,
      { name: 'ntm_console_sessions', help: 'Sessions of people that open the console.' },
      () => signedIn.current(),
    );
    addGauge(
      this.registry,
      { name: 'ntm_console_event_streams', help: 'Event streams that pages have open.' },
      streams,
    );
    addTotals(
      this.registry,
      {
        name: 'ntm_console_enrolments_total',
        help: 'Enrolment requests by what was answered: admitted, pending, notReady, crowded, or why it was refused.',
        label: 'answer',
      },
      () => Object.entries(enrolments()),
    );
    addGauges(
      this.registry,
      { name: 'ntm_database_pool_connections', help: 'Connections to the database.', label: 'state' },
      () => Object.entries(poolCounts(prisma)),
    );
  }

  /** A request is over. `seconds` is undefined for a stream and for what was left before its end: their length says nothing. */
  requestEnded(of: { route: string; status: number; seconds: number | undefined }): void {
    this.#requests.inc({ route: of.route, status: String(of.status) });
    if (of.seconds !== undefined) this.#durations.observe({ route: of.route }, of.seconds);
  }

  /** A procedure that there is was called; `result` is `ok` or the code of its error. */
  procedureCalled(procedure: string, result: string): void {
    this.#procedures.inc({ procedure, result });
  }

  /** A request was answered 429, or 421 for its host, before anything ran for it. */
  turnedAway(what: TurnedAway): void {
    this.#turnedAway.inc({ what });
  }
}

const held = globalThis as { ntmConsoleMetrics?: ConsoleMetrics };

/** The process's metrics. On the global object, since pages and routes are bundled apart and must count together. */
export function consoleMetrics(): ConsoleMetrics {
  held.ntmConsoleMetrics ??= new ConsoleMetrics();
  return held.ntmConsoleMetrics;
}

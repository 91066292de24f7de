import { performance } from 'node:perf_hooks';
import type { PrismaClient } from '@ntmobile/prisma';
import { formatEndpoint, parseEndpoint } from '@ntmobile/shared';
import type { Pool } from 'pg';
import { readCurrentSections } from '../../fleet-config/current-sections.ts';
import { RandomPool } from '../signalling/random-pool.ts';
import { UdpSockets } from '../signalling/udp-sockets.ts';
import { type RelayDatagramFate, RelayRound, type RelayVerdict } from './relay-round.ts';
import { writeRelayRows } from './relay-rows.ts';

/** From the end of a round to the begin of the next. */
const EVERY_MS = 8_000;

/** What watching relays needs of its surroundings. */
export interface RelayWatchOptions {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  /** Name of this worker's row. */
  readonly workerId: string;
  /** 8 s where absent. */
  readonly everyMs?: number;
  /** A round was not done or not kept; the next one comes. */
  onFailed(error: Error): void;
}

/**
 * Asks every relay of the configuration in force, every ten seconds or less, whether it answers, and keeps what came of
 * it in the database. A port is open only while somebody is being asked, another one each time.
 */
export class RelayWatch {
  /** Datagrams that came to such a port and were no answer, by reason, since start. */
  readonly refused: Record<Exclude<RelayDatagramFate, 'taken'>, number> = {
    foreign_source: 0,
    foreign_transaction: 0,
    malformed: 0,
  };
  readonly #options: RelayWatchOptions;
  readonly #random = new RandomPool();
  #verdicts: ReadonlyMap<string, RelayVerdict> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wake: () => void = () => {};
  #stopped = false;

  constructor(options: RelayWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#once();
  }

  /** Endpoints by what the newest round found out. */
  states(): Record<RelayVerdict['state'], number> {
    const states = { answers: 0, refuses: 0, silent: 0 };
    for (const { state } of this.#verdicts.values()) states[state] += 1;
    return states;
  }

  /** Breaks a running round off: what it found out is not kept. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #once(): Promise<void> {
    const { prisma, pool, workerId, onFailed, everyMs = EVERY_MS } = this.#options;
    try {
      const endpoints = await endpointsInForce(prisma);
      this.#verdicts = endpoints.length === 0 ? new Map() : await this.#ask(endpoints);
      if (this.#stopped) return;
      await writeRelayRows(pool, workerId, this.#verdicts, new Date());
    } catch (error) {
      onFailed(error as Error);
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#once();
    }, everyMs);
  }

  async #ask(endpoints: readonly string[]): Promise<ReadonlyMap<string, RelayVerdict>> {
    const round = new RelayRound({
      endpoints,
      randomBytes: (length) => this.#random.take(length),
      now: performance.now(),
    });
    const sockets = new UdpSockets({
      port: 0,
      onDatagram: (source, datagram) => {
        const fate = round.received(source, datagram, performance.now());
        if (fate === 'taken') this.#wake();
        else this.refused[fate] += 1;
      },
    });
    await sockets.open();
    try {
      for (let at = round.nextAt(); at !== undefined && !this.#stopped; at = round.nextAt()) {
        for (const { destination, datagram } of round.due(performance.now()))
          sockets.send(destination, datagram);
        await this.#pauseUntil(round.nextAt());
      }
    } finally {
      await sockets.close();
    }
    return round.verdicts();
  }

  /** Until this time, or `#wake`. */
  async #pauseUntil(at: number | undefined): Promise<void> {
    if (at === undefined) return;
    await new Promise<void>((resolve) => {
      // Never early: a timer counts in whole milliseconds.
      const timer = setTimeout(resolve, Math.ceil(at - performance.now()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Every endpoint of every relay once, in the form in which sources come. */
async function endpointsInForce(prisma: PrismaClient): Promise<string[]> {
  const sections = await readCurrentSections(prisma);
  const texts = sections?.rs.flatMap(({ endpoints }) => endpoints) ?? [];
  return [...new Set(texts.map((text) => formatEndpoint(parseEndpoint(text))))];
}

import type { NodeStatus, PeerCounters } from '@ntmobile/node-core';
import {
  type Acknowledgement,
  DEFAULT_TELEMETRY_INTERVAL_MS,
  type EventBatch,
  MAX_EVENTS,
  MAX_JSON_KEYS,
  MAX_PAYLOAD_BYTES,
  type NetworkType,
  type NodeEvent,
  nodeEventSchema,
  type TelemetryBatch,
  type TelemetryRate,
  type TelemetrySample,
  type TelemetryTunnel,
  telemetrySampleSchema,
} from '@ntmobile/shared/fleet';
import type { StateDirectory } from '../state/state-directory.ts';
import { isSystemError } from '../state/system-error.ts';
import { EventAllowance } from '../telemetry/event-allowance.ts';
import { ItemBuffer } from '../telemetry/item-buffer.ts';
import { type OutgoingItems, ReportStream } from '../telemetry/report-stream.ts';
import { sampleOf } from '../telemetry/sample.ts';
import { SampleSchedule } from '../telemetry/sample-schedule.ts';
import { TunnelList } from '../telemetry/tunnel-list.ts';
import type { EventText } from './node-events.ts';

/** Samples of nearly three days at one a minute. */
const HELD_SAMPLES = 4_096;
const HELD_EVENTS = 1_024;
/** So many samples stay within the keys of a payload even where each has every field. */
const SAMPLES_PER_BATCH = 40;

/** The node as it is at this moment. */
interface Reading {
  readonly status: NodeStatus;
  readonly counters: {
    readonly totals: Readonly<Record<string, number>>;
    readonly peers: readonly PeerCounters[];
  };
  readonly network: NetworkType;
}

export interface ReportingOptions {
  readonly bootId: string;
  readonly directory: StateDirectory;
  readonly now: number;
  readonly read: () => Reading;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly publish: (leaf: 'telemetry' | 'event', payload: string) => void;
  /** An item that could not be stored, or was one too many, is lost. */
  readonly onLost: (what: 'sample' | 'event', message: string) => void;
  /** The disk did not give or free what is stored; it is sent once the disk does, some of it twice. */
  readonly onDiskFailed: (message: string) => void;
}

/** Samples and events from the moment they arise until the server has committed them. */
export class Reporting {
  readonly #options: ReportingOptions;
  readonly #buffers: Readonly<Record<'samples' | 'events', ItemBuffer>>;
  readonly #samples: ReportStream<TelemetrySample>;
  readonly #events: ReportStream<NodeEvent>;
  readonly #schedule: SampleSchedule;
  readonly #tunnels = new TunnelList();
  readonly #allowance: EventAllowance;
  #newestTunnels: readonly TelemetryTunnel[] = [];

  constructor(options: ReportingOptions) {
    this.#options = options;
    const { bootId, directory, now } = options;
    this.#buffers = {
      samples: new ItemBuffer(directory.child('samples'), HELD_SAMPLES),
      events: new ItemBuffer(directory.child('events'), HELD_EVENTS),
    };
    this.#samples = new ReportStream(this.#buffers.samples, bootId, {
      maxItems: SAMPLES_PER_BATCH,
      parse: (value) => telemetrySampleSchema.safeParse(value).data,
    });
    this.#events = new ReportStream(this.#buffers.events, bootId, {
      maxItems: MAX_EVENTS,
      parse: (value) => nodeEventSchema.safeParse(value).data,
    });
    this.#schedule = new SampleSchedule(DEFAULT_TELEMETRY_INTERVAL_MS, now);
    this.#allowance = new EventAllowance(now);
  }

  /** How much waits, was given up and was sent again. */
  counts(): Record<'waitingSamples' | 'waitingEvents' | 'givenUp' | 'repeated', number> {
    const { samples, events } = this.#buffers;
    return {
      waitingSamples: samples.length,
      waitingEvents: events.length,
      givenUp: samples.dropped + events.dropped,
      repeated: this.#samples.repeated + this.#events.repeated,
    };
  }

  intervalAt(now: number): number {
    return this.#schedule.intervalAt(now);
  }

  configure(intervalMs: number, now: number): void {
    this.#schedule.configure(intervalMs, now);
  }

  rateReceived({ intervalMs, durationMs }: TelemetryRate, now: number): void {
    this.#schedule.hasten(intervalMs, durationMs, now);
  }

  /** Something happened: it is told, and a sample follows at once. */
  happened({ kind, peer, text }: EventText, now: number): void {
    this.#schedule.happened();
    if (!this.#allowance.take(now)) {
      this.#options.onLost('event', 'too many at once');
      return;
    }
    const at = Math.trunc(this.#options.wallClock());
    this.#attempt('event', () => this.#events.add({ at, kind, text, ...(peer !== undefined && { peer }) }));
  }

  acknowledged(leaf: 'telemetry/ack' | 'event/ack', acknowledgement: Acknowledgement): void {
    const stream = leaf === 'telemetry/ack' ? this.#samples : this.#events;
    this.#onDisk(() => stream.acknowledged(acknowledgement));
  }

  connected(): void {
    this.#samples.connected();
    this.#events.connected();
  }

  disconnected(): void {
    this.#samples.disconnected();
    this.#events.disconnected();
  }

  /** Takes the sample that is due and publishes what may go. */
  turn(now: number): void {
    if (this.#schedule.takeDue(now)) this.#attempt('sample', () => this.#sample(now));
    const samples = this.#onDisk(() => this.#samples.poll(now));
    if (samples !== undefined) this.#options.publish('telemetry', this.#telemetryBatch(samples));
    const events = this.#onDisk(() => this.#events.poll(now));
    if (events !== undefined) this.#options.publish('event', eventBatch(events));
  }

  /** Takes a last sample, whatever is due, so that the bytes since the one before are not lost. */
  conclude(now: number): void {
    this.#attempt('sample', () => this.#sample(now));
    this.turn(now);
  }

  /** When `turn` has something to do at the latest, in monotonic milliseconds. */
  deadline(): number {
    const repeats = [this.#samples.deadline(), this.#events.deadline()];
    return Math.min(this.#schedule.deadline(), ...repeats.filter((at) => at !== undefined));
  }

  #sample(now: number): void {
    const { status, counters, network } = this.#options.read();
    const wallClockMs = this.#options.wallClock();
    const { tunnels } = status;
    this.#newestTunnels = this.#tunnels.take({ tunnels, peers: counters.peers, now, wallClockMs });
    this.#samples.add(sampleOf({ status, totals: counters.totals, network, wallClockMs }));
  }

  /** The whole list of tunnels goes with the newest sample, unless both together are too much. */
  #telemetryBatch({ isNewest, items, ...place }: OutgoingItems<TelemetrySample>): string {
    const batch: TelemetryBatch = { v: 1, ...place, samples: [...items] };
    const whole: TelemetryBatch = { ...batch, tunnels: [...this.#newestTunnels] };
    const text = JSON.stringify(whole);
    const fits = Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES && keysOf(whole) <= MAX_JSON_KEYS;
    return isNewest && fits ? text : JSON.stringify(batch);
  }

  #attempt(what: 'sample' | 'event', store: () => void): void {
    try {
      store();
    } catch (error) {
      this.#options.onLost(what, messageOf(error));
    }
  }

  /** A disk that fails ends no tunnel; a fault of the program is none of the disk. */
  #onDisk<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#options.onDiskFailed(error.message);
      return undefined;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function eventBatch({ isNewest: _, items, ...place }: OutgoingItems<NodeEvent>): string {
  return JSON.stringify({ v: 1, ...place, events: [...items] } satisfies EventBatch);
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce((sum: number, item) => sum + keysOf(item), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

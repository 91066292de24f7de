import { base64UrlEncode, bytesEqual, compareBytes } from '@ntmobile/shared';
import type { OpenedInitiation } from '../handshake/incoming-handshake.ts';
import type { TimerTable } from '../timing/timer-table.ts';

const LARGEST_KEYS = 64;
const LARGEST_SOURCES = 8;
const KEPT_MS = 1_000;

/** Where a message 1 came from. */
export interface InitiationSource {
  readonly socket: number;
  readonly source: string;
}

/** A message 1 of a key that no RouteDirection has named yet. */
export interface EarlyInitiation {
  readonly opened: OpenedInitiation;
  readonly sources: readonly InitiationSource[];
}

/** Messages 1 that overtook their RouteDirection: the newest of each static key, with its sources. */
export class EarlyInitiations {
  readonly #timers: TimerTable;
  readonly #kept = new Map<string, EarlyInitiation>();

  constructor(timers: TimerTable) {
    this.#timers = timers;
  }

  /** Keeps a message 1 unless a newer one of this key is kept; a full table keeps what it has. */
  keep(opened: OpenedInitiation, from: InitiationSource, now: number): void {
    const key = base64UrlEncode(opened.staticKey);
    const known = this.#kept.get(key);
    if (known === undefined && this.#kept.size >= LARGEST_KEYS) return;
    if (known !== undefined && compareBytes(opened.stamp, known.opened.stamp) < 0) return;
    const copies = known !== undefined && bytesEqual(known.opened.stamp, opened.stamp) ? known.sources : [];
    const others = copies.filter((other) => other.source !== from.source || other.socket !== from.socket);
    this.#kept.set(key, { opened, sources: [...others, from].slice(-LARGEST_SOURCES) });
    this.#timers.arm('earlyInitiation', key, now + KEPT_MS);
  }

  /** Removes and returns what came from this key. */
  take(staticKey: Uint8Array): EarlyInitiation | undefined {
    const key = base64UrlEncode(staticKey);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    this.#timers.cancel('earlyInitiation', key);
    return kept;
  }

  /** The `earlyInitiation` timer of a key. */
  expired(key: string): void {
    this.#kept.delete(key);
  }
}

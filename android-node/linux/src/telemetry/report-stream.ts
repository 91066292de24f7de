import type { Acknowledgement } from '@ntmobile/shared/fleet';
import type { ItemBuffer } from './item-buffer.ts';

/** A batch is sent again when no acknowledgement came for so long, then for twice as long, up to the longest. */
const FIRST_REPEAT_MS = 10_000;
const LONGEST_REPEAT_MS = 120_000;
/** Room for what surrounds the items: a payload has at most 64 KiB. */
const MAX_CHARACTERS = 40_000;

/** What one stream carries. */
export interface ItemKind<Item> {
  readonly maxItems: number;
  /** The item of its JSON value; undefined where it is none. */
  parse(value: unknown): Item | undefined;
}

/** Items to publish. `oldest` equals `sequence`: what is below was acknowledged or given up. */
export interface OutgoingItems<Item> {
  readonly bootId: string;
  readonly oldest: number;
  readonly sequence: number;
  readonly items: readonly Item[];
  /** Whether the newest item of all is among them. */
  readonly isNewest: boolean;
}

interface InFlight {
  readonly bootId: string;
  readonly last: number;
  readonly repeatAt: number;
  readonly repeats: number;
}

/**
 * Numbered items of this boot and what is left of earlier ones, on their way to the server: one batch at a time, the
 * next when the server has committed it. Without I/O but for the buffer: `poll` says what to publish now.
 */
export class ReportStream<Item> {
  readonly #buffer: ItemBuffer;
  readonly #bootId: string;
  readonly #kind: ItemKind<Item>;
  #next = 0;
  #connected = false;
  #inFlight: InFlight | undefined;
  /** When the buffer is asked again that could not be read; undefined where it could. */
  #retryAt: number | undefined;
  #repeats = 0;

  constructor(buffer: ItemBuffer, bootId: string, kind: ItemKind<Item>) {
    this.#buffer = buffer;
    this.#bootId = bootId;
    this.#kind = kind;
  }

  /** Batches sent again for want of an acknowledgement. */
  get repeated(): number {
    return this.#repeats;
  }

  /** Stores an item under the next number; throws where it is not valid or the disk does not take it. */
  add(item: Item): void {
    const valid = this.#kind.parse(item);
    if (valid === undefined) throw new Error('not a valid item');
    this.#buffer.append(this.#bootId, this.#next, JSON.stringify(valid));
    this.#next++;
  }

  connected(): void {
    this.#connected = true;
    this.#inFlight = undefined;
  }

  disconnected(): void {
    this.#connected = false;
    this.#inFlight = undefined;
    this.#retryAt = undefined;
  }

  /** The server has committed this much. */
  acknowledged({ bootId, sequence }: Acknowledgement): void {
    const flying = this.#inFlight;
    if (flying?.bootId === bootId && flying.last <= sequence) this.#inFlight = undefined;
    this.#buffer.acknowledge(bootId, sequence);
  }

  /** What to publish now, if anything; throws where the disk fails, and has a deadline then by which to ask again. */
  poll(now: number): OutgoingItems<Item> | undefined {
    const flying = this.#inFlight;
    if (!this.#connected || (flying !== undefined && now < flying.repeatAt)) return undefined;
    this.#retryAt = now + FIRST_REPEAT_MS;
    const items = this.#oldest();
    this.#retryAt = undefined;
    if (items === undefined) {
      this.#inFlight = undefined;
      return undefined;
    }
    const last = items.sequence + items.items.length - 1;
    const repeats = flying === undefined ? 0 : flying.repeats + 1;
    if (repeats > 0) this.#repeats++;
    const wait = Math.min(FIRST_REPEAT_MS * 2 ** repeats, LONGEST_REPEAT_MS);
    this.#inFlight = { bootId: items.bootId, last, repeatAt: now + wait, repeats };
    return items;
  }

  /** When `poll` has something to say at the latest, in monotonic milliseconds. */
  deadline(): number | undefined {
    return this.#retryAt ?? this.#inFlight?.repeatAt;
  }

  #oldest(): OutgoingItems<Item> | undefined {
    for (;;) {
      const run = this.#buffer.oldestRun(this.#kind.maxItems, MAX_CHARACTERS);
      if (run === undefined) return undefined;
      const items = run.bodies.map((body) => this.#parse(body));
      const valid = items.indexOf(undefined) < 0 ? items : items.slice(0, items.indexOf(undefined));
      if (valid.length > 0) return this.#outgoing(run, valid as Item[]);
      this.#buffer.giveUp(run.bootId, run.sequence);
    }
  }

  #outgoing({ bootId, sequence }: { bootId: string; sequence: number }, items: Item[]): OutgoingItems<Item> {
    const isNewest = bootId === this.#bootId && sequence + items.length === this.#next;
    return { bootId, oldest: sequence, sequence, items, isNewest };
  }

  #parse(body: string): Item | undefined {
    try {
      return this.#kind.parse(JSON.parse(body));
    } catch {
      return undefined;
    }
  }
}

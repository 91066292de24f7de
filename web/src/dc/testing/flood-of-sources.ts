import { appendMacs, type CryptoPrimitives, MAC_LENGTH, macKeysOf } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { DcBench, seededBytes, WORKER_PUBLIC_KEY } from './dc-bench.ts';

/*
 * A program of its own, where nothing else takes and frees memory:
 *
 *   node --expose-gc --import tsx flood-of-sources.ts coordinator|table SOURCES
 *
 * One line of JSON says what messages 1 of so many made-up sources leave behind in a coordinator; or, to compare, in a
 * table that has an entry for each of them.
 */

/** What is said at the end. */
export interface FloodOutcome {
  /** Memory in use after the flood beyond that before, nothing being left to free, MiB. */
  readonly grownMib: number;
  /** Whether leases, links, directions and timers are what they were. */
  readonly isSame: boolean;
  /** Kinds of what the store was asked during the flood. */
  readonly stored: readonly string[];
  readonly counters: Record<string, number>;
  /** Of the table, where that was flooded. */
  readonly entries: number;
}

type Take = (source: string, message: Uint8Array) => void;

const MIB = 2 ** 20;
/** More than a coordinator remembers of those that it refused. */
const MESSAGES = 8_192;
/** Before there is a load: so many seconds, in each as many messages as are decided without a proof of their source. */
const CALM = { seconds: 100, messages: 20 } as const;
const OUTPUTS_KEPT = 1_000;
const WARM_UP = 10_000;

/** mac1 of the messages, by their buffers: each is worked out once, and costs most of what a coordinator does with them. */
const mac1s = new WeakMap<ArrayBufferLike, Uint8Array>();
const BEFORE_MAC1 = 116;
const primitives: CryptoPrimitives = {
  ...nodePrimitives,
  blake2sKeyed: (key, data, length) =>
    (data.length === BEFORE_MAC1 && mac1s.get(data.buffer)) || nodePrimitives.blake2sKeyed(key, data, length),
};

/** A different address for each number; one in four is an IPv6 site. */
function sourceOf(number: number): string {
  const [high, low] = [number >>> 16, number & 0xffff];
  if (number % 4 === 0) return `[2001:${high.toString(16)}:${low.toString(16)}:100::1]:5000`;
  return `${100 + high}.${low >> 8}.${low & 255}.7:5000`;
}

/** Messages 1 with a right mac1: noise, some of keys that nobody knows, and one that a node has sent already. */
function messagesOf(seen: Uint8Array): readonly Uint8Array[] {
  const { mac1Key } = macKeysOf(nodePrimitives, WORKER_PUBLIC_KEY);
  const elsewhere = new DcBench();
  const strangers = Array.from({ length: 64 }, (_, at) => elsewhere.strangeNode(`s${at}`)).slice(8);
  const unknown = strangers.map((stranger) => stranger.initiation());
  const draw = seededBytes(11);
  const messages = Array.from({ length: MESSAGES }, (_, at) => {
    if (at % 16 === 0) return unknown[(at / 16) % unknown.length] as Uint8Array;
    if (at % 16 === 1) return seen;
    const body = draw(BEFORE_MAC1);
    body.set([1, 0, 0, 0]);
    return appendMacs(nodePrimitives, mac1Key, body);
  });
  for (const message of messages)
    mac1s.set(message.buffer, message.slice(BEFORE_MAC1, BEFORE_MAC1 + MAC_LENGTH));
  return messages;
}

function heldBy(bench: DcBench): string {
  const { counters, ...held } = bench.coordinator.status();
  return JSON.stringify(held);
}

/** Bytes in use once nothing more can be freed. */
function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('run it with --expose-gc');
  for (let times = 0; times < 3; times++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A coordinator that is flooded: a calm at first, then all at once. */
class FloodedCoordinator {
  readonly bench = new DcBench(primitives);
  /** A message 1 of a node that has registered since. */
  readonly seen: Uint8Array;
  /** Kinds of what the store was asked for since. */
  readonly stored = new Set<string>();
  #taken = 0;

  constructor() {
    const node = this.bench.addNode('till');
    const receive = this.bench.receive.bind(this.bench);
    const sent: Uint8Array[] = [];
    this.bench.receive = (source, datagram) => {
      sent.push(datagram.slice());
      receive(source, datagram);
    };
    node.connect();
    node.register();
    this.bench.receive = receive;
    this.seen = sent[0] as Uint8Array;
    // Copies of a message 1 are answered for 5 s.
    this.bench.pass(6_000);
    this.#forgetOutputs();
    this.stored.clear();
  }

  readonly take: Take = (source, message) => {
    this.bench.receive(source, message);
    this.#taken += 1;
    if (this.#taken % OUTPUTS_KEPT === 0) this.#forgetOutputs();
    if (this.#taken <= CALM.seconds * CALM.messages && this.#taken % CALM.messages === 0)
      this.bench.pass(1_000);
  };

  #forgetOutputs(): void {
    for (const { kind } of this.bench.stored) this.stored.add(kind);
    this.bench.sent = [];
    this.bench.stored = [];
  }
}

function flood(take: Take, messages: readonly Uint8Array[], sources: number): void {
  for (let number = 0; number < sources; number++)
    take(sourceOf(number), messages[number % messages.length] as Uint8Array);
}

function main([kind, sources]: readonly string[]): FloodOutcome {
  const flooded = new FloodedCoordinator();
  const table = new Map<string, { readonly message: Uint8Array; readonly at: number }>();
  const messages = messagesOf(flooded.seen);
  // What the engine takes for the code itself, it has by then.
  flood(new FloodedCoordinator().take, messages, WARM_UP);
  const [held, before] = [heldBy(flooded.bench), bytesInUse()];
  const toTable: Take = (source, message) => void table.set(source, { message, at: flooded.bench.now });
  flood(kind === 'table' ? toTable : flooded.take, messages, Number(sources));
  const grownMib = (bytesInUse() - before) / MIB;
  // Both are used once more, so that neither is freed before it is measured.
  const isSame = heldBy(flooded.bench) === held;
  const { counters } = flooded.bench.coordinator.status();
  return { grownMib, isSame, entries: table.size, stored: [...flooded.stored], counters };
}

process.stdout.write(`${JSON.stringify(main(process.argv.slice(2)))}\n`);

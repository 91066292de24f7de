import type { ScaleNode } from './scale-node.ts';

const MOST_PAIRS = 50;
const EVERY_MS = 100;
const PAYLOAD_BYTES = 64;

interface Stream {
  readonly from: ScaleNode;
  readonly to: ScaleNode;
  sent: number;
  /** How often each number has arrived. */
  readonly arrived: Map<number, number>;
}

/** Pairs of nodes with a tunnel between them, through which numbered datagrams go both ways. */
export class TunnelPairs {
  readonly #streams: readonly Stream[];
  #timer: NodeJS.Timeout | undefined;

  constructor(nodes: readonly ScaleNode[]) {
    const pairs = Math.min(MOST_PAIRS, Math.floor(nodes.length / 2));
    this.#streams = nodes.slice(0, 2 * pairs).map((from, index) => {
      const to = nodes[index ^ 1] as ScaleNode;
      return { from, to, sent: 0, arrived: new Map() };
    });
    for (const stream of this.#streams) {
      stream.to.onDatagram = (payload) => {
        const number = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
        stream.arrived.set(number, (stream.arrived.get(number) ?? 0) + 1);
      };
    }
  }

  get pairs(): number {
    return this.#streams.length / 2;
  }

  /** Sends one datagram each way; the first one builds the tunnel. */
  step(): void {
    for (const stream of this.#streams) {
      const payload = new Uint8Array(PAYLOAD_BYTES);
      new DataView(payload.buffer).setUint32(0, stream.sent);
      stream.from.send(stream.to, payload);
      stream.sent++;
    }
  }

  startSending(): void {
    this.#timer = setInterval(() => this.step(), EVERY_MS);
  }

  stopSending(): void {
    clearInterval(this.#timer);
  }

  get sent(): number {
    return this.#streams.reduce((sum, { sent }) => sum + sent, 0);
  }

  /** Datagrams that have not arrived. */
  get missing(): number {
    return this.#streams.reduce((sum, { sent, arrived }) => sum + sent - arrived.size, 0);
  }

  /** Datagrams that arrived more than once. */
  get doubled(): number {
    const times = this.#streams.flatMap(({ arrived }) => [...arrived.values()]);
    return times.reduce((sum, count) => sum + count - 1, 0);
  }
}

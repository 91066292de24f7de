import { type Endpoint, parseEndpoint } from '@ntmobile/shared';
import type { OutputQueue } from '../output-queue.ts';

type Family = 4 | 6;

/** Number of the socket of each family at the data plane. */
const SOCKET_OF_FAMILY = { 4: 4, 6: 6 } as const;

type SocketState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string };

/** The node's UDP sockets: one for each address family. */
export class SocketTable {
  readonly #outputs: OutputQueue;
  readonly #states = new Map<Family, SocketState>();

  constructor(outputs: OutputQueue) {
    this.#outputs = outputs;
  }

  /** Asks for both sockets; a machine without one family reports that as a failure. */
  open(port: number): void {
    for (const family of [4, 6] as const) {
      if (this.#states.get(family)?.kind === 'open') continue;
      this.#states.set(family, { kind: 'opening' });
      this.#outputs.emit({ kind: 'openSocket', socket: SOCKET_OF_FAMILY[family], family, port });
    }
  }

  opened(socket: number, port: number): void {
    this.#states.set(familyOf(socket), { kind: 'open', port });
  }

  failed(socket: number, message: string): void {
    this.#states.set(familyOf(socket), { kind: 'failed', message });
  }

  /** True as soon as something can be sent at all. */
  get usable(): boolean {
    return this.portOf(4) !== undefined || this.portOf(6) !== undefined;
  }

  portOf(family: Family): number | undefined {
    const state = this.#states.get(family);
    return state?.kind === 'open' ? state.port : undefined;
  }

  /** The socket from which this endpoint can be reached, if its family has one. */
  socketFor(endpoint: Endpoint | string): number | undefined {
    const { family } = (typeof endpoint === 'string' ? parseEndpoint(endpoint) : endpoint).address;
    return this.portOf(family) === undefined ? undefined : SOCKET_OF_FAMILY[family];
  }
}

function familyOf(socket: number): Family {
  return socket === SOCKET_OF_FAMILY[6] ? 6 : 4;
}

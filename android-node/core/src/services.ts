import type { CryptoPrimitives } from '@ntmobile/shared';
import type { ReceiverIndices } from './handshake/receiver-indices.ts';
import type { Stamps } from './handshake/stamps.ts';
import type { SocketTable } from './network/socket-table.ts';
import type { OutputQueue } from './output-queue.ts';
import type { TimerTable } from './timing/timer-table.ts';

/** The node's static X25519 key pair, 32 bytes each. */
export interface Identity {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** What all machines of one node share. */
export interface NodeServices {
  readonly primitives: CryptoPrimitives;
  /** Cryptographically secure random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  readonly identity: Identity;
  readonly outputs: OutputQueue;
  readonly timers: TimerTable;
  readonly indices: ReceiverIndices;
  readonly stamps: Stamps;
  readonly sockets: SocketTable;
  /** Whether the host asked for the secrets of handshakes, for debugging. */
  readonly revealHandshakeKeys: boolean;
  /** Draws the number of a new peer at the data plane; never the same twice. */
  readonly nextPeerNumber: () => number;
}

/** A random number of milliseconds in 0 to `below - 1`: spreads what would otherwise happen at once. */
export function jitterMs(services: Pick<NodeServices, 'randomBytes'>, below: number): number {
  const [high = 0, low = 0] = services.randomBytes(2);
  return Math.floor((((high << 8) | low) / 0x10000) * below);
}

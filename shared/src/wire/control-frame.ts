import type { PathId } from '../ids.ts';
import type { Capabilities } from './capabilities.ts';

/** Ciphers of the compact transport. */
export type CompactCipher = 'chacha20Poly1305' | 'aes256Gcm';

/** First frame of every session between two nodes, and with `answer` the responder's. */
export interface SessionHello {
  readonly kind: 'sessionHello';
  readonly transaction: number;
  readonly answer: boolean;
  readonly pathId: PathId;
  readonly capabilities: Capabilities;
  /** Largest inner packet that the sender takes, bytes. */
  readonly innerMtu: number;
  /** Ciphers that the sender opens, best first; at most 4. Empty without the compact transport. */
  readonly ciphers: readonly CompactCipher[];
  /** 31 bits by which the peer names this session in compact packets. */
  readonly compactIndex?: number;
}

/** Asks whether a payload of `size` bytes arrives; the sender pads it to that size. */
export interface MtuProbe {
  readonly kind: 'mtuProbe';
  readonly transaction: number;
  readonly size: number;
}

/** Short answer to an MtuProbe of the same transaction. */
export interface MtuProbeAnswer {
  readonly kind: 'mtuProbeAnswer';
  readonly transaction: number;
  readonly size: number;
}

/** Asks whoever holds the session keys to answer from an address. */
export interface PathChallenge {
  readonly kind: 'pathChallenge';
  readonly transaction: number;
  /** 8 random bytes. */
  readonly data: Uint8Array;
}

/** Answer to a PathChallenge with the same 8 bytes. */
export interface PathResponse {
  readonly kind: 'pathResponse';
  readonly transaction: number;
  readonly data: Uint8Array;
}

/** Says from a new address that the sender is there now. */
export interface PathMove {
  readonly kind: 'pathMove';
  readonly transaction: number;
  /** Rises with each move of the sender; an older move is ignored. */
  readonly number: number;
  /** Highest counter that the sender has received in this session. */
  readonly highestReceived: bigint;
}

/** A frame inside the tunnel of two nodes (types 0x10 to 0x1F). */
export type ControlFrame = SessionHello | MtuProbe | MtuProbeAnswer | PathChallenge | PathResponse | PathMove;

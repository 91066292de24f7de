import {
  type CryptoPrimitives,
  consumeResponse,
  createInitiation,
  decodeFrames,
  deriveTransportKeys,
  encodeFrame,
  type InitiatorHandshake,
  type KeyPair,
  packFrames,
  receiverIndexOf,
  type SignallingFrame,
  type Tai64n,
  TransportSession,
} from '@ntmobile/shared';

const SEALED = 4;

/** What makes a node that rehearses. */
export interface RehearsedNodeOptions {
  readonly primitives: CryptoPrimitives;
  readonly keys: KeyPair;
  /** Static key of the coordinator. */
  readonly coordinatorKey: Uint8Array;
  /** `address:port`. */
  readonly endpoint: string;
}

/** As much of a node as a coordinator hears of: one handshake that it begins, and frames in its session. */
export class RehearsedNode {
  readonly endpoint: string;
  /** Frames of the coordinator, oldest first. */
  readonly frames: SignallingFrame[] = [];
  readonly #options: RehearsedNodeOptions;
  #handshake: InitiatorHandshake | undefined;
  #session: TransportSession | undefined;

  constructor(options: RehearsedNodeOptions) {
    this.#options = options;
    this.endpoint = options.endpoint;
  }

  /** Message 1. */
  initiation(ephemeralPrivateKey: Uint8Array, timestamp: Tai64n): Uint8Array {
    const { primitives, keys: local, coordinatorKey: remotePublicKey } = this.#options;
    const made = { local, remotePublicKey, ephemeralPrivateKey, localIndex: 1, timestamp };
    const created = createInitiation(primitives, made);
    if (created === undefined) throw new Error('a key that was drawn is of small order');
    this.#handshake = created.handshake;
    return created.message;
  }

  /** Frames as the next packet of the session. */
  packet(...frames: SignallingFrame[]): Uint8Array {
    const [payload = new Uint8Array()] = packFrames(frames.map(encodeFrame));
    const sealed = this.#session?.seal(payload);
    if (sealed === undefined) throw new Error('a rehearsed handshake made no session');
    return sealed;
  }

  /** A datagram of the coordinator. */
  received(datagram: Uint8Array): void {
    if (datagram[0] === SEALED) this.#opened(datagram);
    else this.#answered(datagram);
  }

  #answered(message: Uint8Array): void {
    const { primitives } = this.#options;
    const handshake = this.#handshake;
    if (handshake === undefined || receiverIndexOf(message) !== handshake.localIndex) return;
    const finished = consumeResponse(primitives, handshake, message);
    if (finished === undefined) return;
    const keys = deriveTransportKeys(primitives, finished);
    this.#session = new TransportSession(primitives, { keys, remoteIndex: finished.remoteIndex });
  }

  #opened(packet: Uint8Array): void {
    const opened = this.#session?.open(packet);
    if (opened !== undefined) this.frames.push(...decodeFrames(opened.payload).frames);
  }
}

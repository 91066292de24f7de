import { concatBytes } from '../bytes/bytes.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import { ReplayWindow } from './replay-window.ts';
import type { TransportKeys } from './wireguard.ts';
import {
  hasWireguardType,
  TRANSPORT_HEADER_LENGTH,
  TRANSPORT_MIN_LENGTH,
  WIREGUARD_TYPE,
} from './wireguard-message.ts';

/*
 * Transport packets (whitepaper section 5.4.6): type 4 u32 | receiver u32 | counter u64 | sealed payload, numbers
 * little-endian. The payload is zero-padded to a multiple of 16 before it is sealed; what it holds says where it
 * ends. An empty payload is a keep-alive.
 */

/** From this many packets on a session should be replaced. */
export const REKEY_AFTER_MESSAGES = 2n ** 60n;
/** No counter from here on is sent or accepted. */
export const REJECT_AFTER_MESSAGES = 2n ** 64n - 2n ** 13n - 1n;
/** Age from which the initiator of a session replaces it. */
export const REKEY_AFTER_TIME_MS = 120_000;
/** Age from which a session neither sends nor receives. */
export const REJECT_AFTER_TIME_MS = 180_000;

const PADDING = 16;
const NOTHING = new Uint8Array();

/** What was in an authentic packet. */
export interface OpenedTransport {
  /** With its padding. */
  readonly payload: Uint8Array;
  readonly counter: bigint;
}

/** One packet; `counter` is below `REJECT_AFTER_MESSAGES` and never used twice with this key. */
export function sealTransport(
  crypto: CryptoPrimitives,
  options: {
    readonly key: Uint8Array;
    readonly receiverIndex: number;
    readonly counter: bigint;
    readonly payload: Uint8Array;
  },
): Uint8Array {
  const { key, receiverIndex, counter } = options;
  const sealed = crypto.aeadSeal(key, counter, NOTHING, padded(options.payload));
  return new Writer(TRANSPORT_HEADER_LENGTH + sealed.length)
    .u32le(WIREGUARD_TYPE.transport)
    .u32le(receiverIndex)
    .u64le(counter)
    .bytes(sealed)
    .finish();
}

/** Undefined when it is no transport packet or does not authenticate. Replays are the window's business. */
export function openTransport(
  crypto: CryptoPrimitives,
  key: Uint8Array,
  packet: Uint8Array,
): OpenedTransport | undefined {
  const counter = transportCounter(packet);
  if (counter === undefined) return undefined;
  const payload = crypto.aeadOpen(key, counter, NOTHING, packet.subarray(TRANSPORT_HEADER_LENGTH));
  return payload && { payload, counter };
}

/** The counter that a transport packet claims; undefined for anything else and at the end of the numbers. */
export function transportCounter(packet: Uint8Array): bigint | undefined {
  if (packet.length < TRANSPORT_MIN_LENGTH || !hasWireguardType(packet, WIREGUARD_TYPE.transport))
    return undefined;
  const reader = new Reader(packet);
  reader.skip(8);
  const counter = reader.u64le();
  return counter < REJECT_AFTER_MESSAGES ? counter : undefined;
}

/** Both directions of one session whose packets are sealed and opened here; it knows no time. */
export class TransportSession {
  /** Index that the peer gave, in every packet to it. */
  readonly remoteIndex: number;
  readonly #crypto: CryptoPrimitives;
  readonly #keys: TransportKeys;
  readonly #window = new ReplayWindow();
  #nextCounter: bigint;

  constructor(
    crypto: CryptoPrimitives,
    options: {
      readonly keys: TransportKeys;
      readonly remoteIndex: number;
      /** Counter of the first packet, 0 unless the session was used elsewhere before. */
      readonly firstCounter?: bigint;
    },
  ) {
    this.#crypto = crypto;
    this.#keys = options.keys;
    this.remoteIndex = options.remoteIndex;
    this.#nextCounter = options.firstCounter ?? 0n;
  }

  /** True once so many packets were sent that the session should be replaced. */
  get needsRekey(): boolean {
    return this.#nextCounter >= REKEY_AFTER_MESSAGES;
  }

  /** The next packet; undefined when the counters are used up. */
  seal(payload: Uint8Array): Uint8Array | undefined {
    if (this.#nextCounter >= REJECT_AFTER_MESSAGES) return undefined;
    const { sendKey: key } = this.#keys;
    const counter = this.#nextCounter++;
    return sealTransport(this.#crypto, { key, receiverIndex: this.remoteIndex, counter, payload });
  }

  /** True when the counter that a packet claims was seen before or is too old to tell; nothing else is looked at. */
  isReplay(packet: Uint8Array): boolean {
    const counter = transportCounter(packet);
    return counter !== undefined && !this.#window.admits(counter);
  }

  /**
   * The payload of an authentic packet that was not seen before; undefined, and no change, for any other.
   * `isNewest` says that no packet opened before has a higher counter: its source is where the peer is.
   */
  open(packet: Uint8Array): (OpenedTransport & { readonly isNewest: boolean }) | undefined {
    const counter = transportCounter(packet);
    if (counter === undefined || !this.#window.admits(counter)) return undefined;
    const opened = openTransport(this.#crypto, this.#keys.receiveKey, packet);
    if (!opened) return undefined;
    const isNewest = counter > this.#window.highest;
    this.#window.accept(counter);
    return { ...opened, isNewest };
  }
}

function padded(payload: Uint8Array): Uint8Array {
  const excess = payload.length % PADDING;
  return excess === 0 ? payload : concatBytes(payload, new Uint8Array(PADDING - excess));
}

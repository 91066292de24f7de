import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import {
  type IkIdentified,
  type IkInitiatorState,
  type IkProtocol,
  type IkResponderState,
  type KeyPair,
  readFirstIdentity,
  readFirstPayload,
  readSecond,
  writeFirst,
  writeSecond,
} from './ik-handshake.ts';
import { type SymmetricState, split } from './symmetric-state.ts';
import type { Tai64n } from './tai64n.ts';
import { appendMacs, macKeysOf } from './wireguard-mac.ts';
import { encodeInitiation, encodeResponse, parseInitiation, parseResponse } from './wireguard-message.ts';

/*
 * WireGuard's handshake: Noise IKpsk2 whose first payload is a TAI64N stamp and whose second is empty.
 * All functions are pure: ephemeral key, index and stamp are arguments. None of the consuming functions looks at
 * mac1 or mac2: whoever takes messages from the network checks these first, since they cost no multiplication.
 * Undefined means that the message is not authentic, or not of this handshake.
 *
 *   initiator                          responder
 *   createInitiation      --- 1 -->    identifyInitiator, then look up the peer, then consumeInitiation
 *   consumeResponse       <-- 2 ---    createResponse
 *   deriveTransportKeys                deriveTransportKeys
 */

const WIREGUARD: IkProtocol = {
  pattern: 'IKpsk2',
  prologue: utf8Encode('WireGuard v1 zx2c4 Jason@zx2c4.com'),
};
const NOTHING = new Uint8Array();

/** What an initiator keeps until message 2 comes. Holds secrets. */
export interface InitiatorHandshake {
  readonly localIndex: number;
  readonly ik: IkInitiatorState;
}

/** A message 1 whose sender is named but has proven nothing yet. */
export interface IdentifiedInitiation {
  /** The static key that the message claims to come from. */
  readonly remotePublicKey: Uint8Array;
  readonly remoteIndex: number;
  readonly ik: IkIdentified;
}

/** A message 1 whose sender holds the static key. It may still be a replay: compare the stamp. */
export interface ConsumedInitiation {
  readonly remotePublicKey: Uint8Array;
  readonly remoteIndex: number;
  readonly timestamp: Tai64n;
  readonly ik: IkResponderState;
}

/** Both messages are done. Holds secrets. */
export interface FinishedHandshake {
  readonly role: 'initiator' | 'responder';
  /** Index that the peer puts into its packets. */
  readonly localIndex: number;
  /** Index that goes into packets to the peer. */
  readonly remoteIndex: number;
  readonly state: SymmetricState;
}

/** Keys of one session, 32 bytes each; both counters start at 0. */
export interface TransportKeys {
  readonly sendKey: Uint8Array;
  readonly receiveKey: Uint8Array;
}

/** Message 1 (148 bytes, mac2 zero); undefined when the peer's public key is of small order. */
export function createInitiation(
  crypto: CryptoPrimitives,
  options: {
    readonly local: KeyPair;
    readonly remotePublicKey: Uint8Array;
    /** 32 random bytes, never used twice. */
    readonly ephemeralPrivateKey: Uint8Array;
    /** u32, unused among one's own. */
    readonly localIndex: number;
    /** Above every stamp sent to this peer before. */
    readonly timestamp: Tai64n;
  },
): { readonly message: Uint8Array; readonly handshake: InitiatorHandshake } | undefined {
  const { localIndex, timestamp, remotePublicKey } = options;
  const first = writeFirst(crypto, WIREGUARD, { ...options, payload: timestamp });
  if (!first) return undefined;
  const { ephemeralPublicKey, sealedStatic, sealedPayload } = first.message;
  const body = encodeInitiation({
    senderIndex: localIndex,
    ephemeralPublicKey,
    sealedStatic,
    sealedTimestamp: sealedPayload,
  });
  const { mac1Key } = macKeysOf(crypto, remotePublicKey);
  return { message: appendMacs(crypto, mac1Key, body), handshake: { localIndex, ik: first.handshake } };
}

/** First half of reading message 1: which static key it claims to come from. One multiplication. */
export function identifyInitiator(
  crypto: CryptoPrimitives,
  local: KeyPair,
  message: Uint8Array,
): IdentifiedInitiation | undefined {
  const initiation = parseInitiation(message);
  if (!initiation) return undefined;
  const { ephemeralPublicKey, sealedStatic, sealedTimestamp } = initiation;
  const ik = readFirstIdentity(crypto, WIREGUARD, local, {
    ephemeralPublicKey,
    sealedStatic,
    sealedPayload: sealedTimestamp,
  });
  return ik && { remotePublicKey: ik.remotePublicKey, remoteIndex: initiation.senderIndex, ik };
}

/** Second half: the stamp, which only the holder of the static key can have sealed. One multiplication. */
export function consumeInitiation(
  crypto: CryptoPrimitives,
  local: KeyPair,
  identified: IdentifiedInitiation,
): ConsumedInitiation | undefined {
  const first = readFirstPayload(crypto, local, identified.ik);
  if (!first) return undefined;
  const { remotePublicKey, remoteIndex } = identified;
  return { remotePublicKey, remoteIndex, timestamp: first.payload, ik: first.handshake };
}

/** Message 2 (92 bytes, mac2 zero) and the responder's finished handshake. */
export function createResponse(
  crypto: CryptoPrimitives,
  consumed: ConsumedInitiation,
  options: {
    /** 32 random bytes, never used twice. */
    readonly ephemeralPrivateKey: Uint8Array;
    readonly localIndex: number;
    /** Of a configured peer; 32 zero bytes when absent. */
    readonly presharedKey?: Uint8Array;
  },
): { readonly message: Uint8Array; readonly handshake: FinishedHandshake } {
  const { localIndex } = options;
  const { remotePublicKey, remoteIndex } = consumed;
  const second = writeSecond(crypto, consumed.ik, { ...options, payload: NOTHING });
  const body = encodeResponse({
    senderIndex: localIndex,
    receiverIndex: remoteIndex,
    ephemeralPublicKey: second.message.ephemeralPublicKey,
    sealedNothing: second.message.sealedPayload,
  });
  return {
    message: appendMacs(crypto, macKeysOf(crypto, remotePublicKey).mac1Key, body),
    handshake: { role: 'responder', localIndex, remoteIndex, state: second.state },
  };
}

/** Reads message 2. Undefined leaves the handshake usable for the genuine one. */
export function consumeResponse(
  crypto: CryptoPrimitives,
  handshake: InitiatorHandshake,
  message: Uint8Array,
  presharedKey?: Uint8Array,
): FinishedHandshake | undefined {
  const response = parseResponse(message);
  if (response?.receiverIndex !== handshake.localIndex) return undefined;
  const { ephemeralPublicKey, sealedNothing, senderIndex } = response;
  const second = readSecond(
    crypto,
    handshake.ik,
    { ephemeralPublicKey, sealedPayload: sealedNothing },
    presharedKey,
  );
  return (
    second && {
      role: 'initiator',
      localIndex: handshake.localIndex,
      remoteIndex: senderIndex,
      state: second.state,
    }
  );
}

/** The session's keys. The initiator sends at once, the responder after the first valid packet of the initiator. */
export function deriveTransportKeys(crypto: CryptoPrimitives, handshake: FinishedHandshake): TransportKeys {
  const { initiatorKey, responderKey } = split(crypto, handshake.state);
  return handshake.role === 'initiator'
    ? { sendKey: initiatorKey, receiveKey: responderKey }
    : { sendKey: responderKey, receiveKey: initiatorKey };
}

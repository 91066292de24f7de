import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import {
  type IkInitiatorState,
  type IkProtocol,
  type IkResponderState,
  type KeyPair,
  readFirstIdentity,
  readFirstPayload,
  readSecond,
  writeFirst,
  writeSecond,
} from '../noise/ik-handshake.ts';
import { decodeAnswer, type EnrolmentAnswer, encodeAnswer } from './answer.ts';
import { MAX_ENROLMENT_PAYLOAD_BYTES } from './payload.ts';
import { type EnrolmentRequest, encodeRequest } from './request.ts';

/*
 * Enrolment is one exchange of Noise_IK_25519_ChaChaPoly_BLAKE2s with the prologue "NTM enrol 1":
 *
 *   message 1, body of the POST    ephemeral 32 | sealed static 48 | sealed payload 1 (n + 16)
 *   message 2, body of the answer  ephemeral 32 | sealed payload 2 (n + 16)
 *
 * The node is the initiator, the realm key the responder's static key. Payloads are UTF-8 JSON, at most 4,096 bytes.
 */

/** Media type of both messages. */
export const ENROLMENT_MEDIA_TYPE = 'application/octet-stream';
/** Where the request is posted, below the console's address. */
export const ENROLMENT_PATH = '/api/enrol';

const PROTOCOL: IkProtocol = { pattern: 'IK', prologue: utf8Encode('NTM enrol 1') };
const EPHEMERAL = 32;
const SEALED_STATIC = 48;
const TAG = 16;

/** Most bytes of either message. */
export const MAX_ENROLMENT_MESSAGE_BYTES = EPHEMERAL + SEALED_STATIC + TAG + MAX_ENROLMENT_PAYLOAD_BYTES;

/** What the node keeps until the answer comes. */
export type PendingEnrolment = IkInitiatorState;

/** Message 1, opened by the realm: it proves that the sender holds the private half of `nodeKey`. */
export interface OpenedRequest {
  /** The node's X25519 public key, 32 bytes. */
  readonly nodeKey: Uint8Array;
  /** Payload 1, for `decodeRequest`. */
  readonly payload: Uint8Array;
  readonly handshake: IkResponderState;
}

/** Node: message 1. DecodeError when the realm key is of small order, so that nothing would be secret. */
export function sealRequest(
  crypto: CryptoPrimitives,
  options: {
    readonly local: KeyPair;
    readonly realmKey: Uint8Array;
    /** 32 random bytes, used once. */
    readonly ephemeralPrivateKey: Uint8Array;
    readonly request: EnrolmentRequest;
  },
): { readonly message: Uint8Array; readonly pending: PendingEnrolment } {
  const { local, realmKey, ephemeralPrivateKey, request } = options;
  const payload = encodeRequest(request);
  const written = writeFirst(crypto, PROTOCOL, {
    local,
    remotePublicKey: realmKey,
    ephemeralPrivateKey,
    payload,
  });
  if (written === undefined) throw new DecodeError('the realm key is not a usable key');
  const { ephemeralPublicKey, sealedStatic, sealedPayload } = written.message;
  return {
    message: concatBytes(ephemeralPublicKey, sealedStatic, sealedPayload),
    pending: written.handshake,
  };
}

/** Realm: opens message 1. DecodeError for whatever was not sealed towards this realm key. */
export function openRequest(crypto: CryptoPrimitives, realm: KeyPair, message: Uint8Array): OpenedRequest {
  if (message.length > MAX_ENROLMENT_MESSAGE_BYTES) throw new DecodeError('message too long');
  const reader = new Reader(message);
  const first = {
    ephemeralPublicKey: reader.bytes(EPHEMERAL),
    sealedStatic: reader.bytes(SEALED_STATIC),
    sealedPayload: reader.rest(),
  };
  const identified = readFirstIdentity(crypto, PROTOCOL, realm, first);
  const opened = identified && readFirstPayload(crypto, realm, identified);
  if (opened === undefined) throw new DecodeError('not sealed for this realm');
  const { payload, handshake } = opened;
  return { nodeKey: handshake.remotePublicKey, payload, handshake };
}

/** Realm: message 2. PayloadTooLongError when the answer does not fit. */
export function sealAnswer(
  crypto: CryptoPrimitives,
  handshake: IkResponderState,
  options: { readonly ephemeralPrivateKey: Uint8Array; readonly answer: EnrolmentAnswer },
): Uint8Array {
  const { message } = writeSecond(crypto, handshake, {
    ephemeralPrivateKey: options.ephemeralPrivateKey,
    payload: encodeAnswer(options.answer),
  });
  return concatBytes(message.ephemeralPublicKey, message.sealedPayload);
}

/** Node: opens message 2. DecodeError for whatever is not this realm's answer to this very message 1. */
export function openAnswer(
  crypto: CryptoPrimitives,
  pending: PendingEnrolment,
  message: Uint8Array,
): EnrolmentAnswer {
  if (message.length > MAX_ENROLMENT_MESSAGE_BYTES) throw new DecodeError('message too long');
  const reader = new Reader(message);
  const second = { ephemeralPublicKey: reader.bytes(EPHEMERAL), sealedPayload: reader.rest() };
  const opened = readSecond(crypto, pending, second);
  if (opened === undefined) throw new DecodeError('not an answer of this realm to this request');
  return decodeAnswer(opened.payload);
}

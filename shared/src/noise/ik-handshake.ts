import type { CryptoPrimitives } from '../crypto/primitives.ts';
import {
  decryptAndHash,
  encryptAndHash,
  initializeSymmetric,
  type KeyedState,
  mixHash,
  mixKey,
  mixKeyAndHash,
  type SymmetricState,
} from './symmetric-state.ts';

/*
 * The IK pattern of Noise section 7.5, and IKpsk2 of section 9.4:
 *
 *   <- s
 *   ...
 *   -> e, es, s, ss      payload 1
 *   <- e, ee, se [, psk] payload 2
 *
 * 25519, ChaChaPoly, BLAKE2s. Ephemeral keys are arguments, so every function gives equal bytes for equal input.
 */

/** Which of the two patterns, and what both sides must agree on beforehand. */
export interface IkProtocol {
  readonly pattern: 'IK' | 'IKpsk2';
  readonly prologue: Uint8Array;
}

/** An X25519 key pair, 32 bytes each. */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** What the initiator keeps until message 2 comes. */
export interface IkInitiatorState {
  readonly protocol: IkProtocol;
  readonly state: SymmetricState;
  readonly staticPrivateKey: Uint8Array;
  readonly ephemeralPrivateKey: Uint8Array;
}

/** The fields of message 1 in their order on the wire. */
export interface IkFirstMessage {
  /** 32 bytes. */
  readonly ephemeralPublicKey: Uint8Array;
  /** 48 bytes. */
  readonly sealedStatic: Uint8Array;
  /** Payload 1 and 16 bytes. */
  readonly sealedPayload: Uint8Array;
}

/** The fields of message 2. */
export interface IkSecondMessage {
  readonly ephemeralPublicKey: Uint8Array;
  readonly sealedPayload: Uint8Array;
}

/** The initiator's claimed static key, proven only once the payload opens as well. */
export interface IkIdentified {
  readonly protocol: IkProtocol;
  readonly state: SymmetricState;
  readonly remotePublicKey: Uint8Array;
  readonly remoteEphemeralKey: Uint8Array;
  readonly sealedPayload: Uint8Array;
}

/** What the responder knows when message 1 is whole. */
export interface IkResponderState {
  readonly protocol: IkProtocol;
  readonly state: SymmetricState;
  readonly remotePublicKey: Uint8Array;
  readonly remoteEphemeralKey: Uint8Array;
}

/** Writes message 1; undefined when the responder's key is of small order, since then nothing would be secret. */
export function writeFirst(
  crypto: CryptoPrimitives,
  protocol: IkProtocol,
  options: {
    readonly local: KeyPair;
    readonly remotePublicKey: Uint8Array;
    readonly ephemeralPrivateKey: Uint8Array;
    readonly payload: Uint8Array;
  },
): { readonly message: IkFirstMessage; readonly handshake: IkInitiatorState } | undefined {
  const { local, remotePublicKey, ephemeralPrivateKey, payload } = options;
  const ephemeralPublicKey = crypto.x25519PublicKey(ephemeralPrivateKey);
  const es = crypto.x25519(ephemeralPrivateKey, remotePublicKey);
  const ss = crypto.x25519(local.privateKey, remotePublicKey);
  if (!es || !ss) return undefined;
  const started = mixEphemeral(
    crypto,
    protocol,
    start(crypto, protocol, remotePublicKey),
    ephemeralPublicKey,
  );
  const identity = encryptAndHash(crypto, mixKey(crypto, started, es), local.publicKey);
  const body = encryptAndHash(crypto, mixKey(crypto, identity.state, ss), payload);
  return {
    message: { ephemeralPublicKey, sealedStatic: identity.sealed, sealedPayload: body.sealed },
    handshake: { protocol, state: body.state, staticPrivateKey: local.privateKey, ephemeralPrivateKey },
  };
}

/** Opens the initiator's static key: one multiplication, after which the peer can be looked up or refused. */
export function readFirstIdentity(
  crypto: CryptoPrimitives,
  protocol: IkProtocol,
  local: KeyPair,
  message: IkFirstMessage,
): IkIdentified | undefined {
  const es = crypto.x25519(local.privateKey, message.ephemeralPublicKey);
  if (!es) return undefined;
  const initial = start(crypto, protocol, local.publicKey);
  const started = mixEphemeral(crypto, protocol, initial, message.ephemeralPublicKey);
  const identity = decryptAndHash(crypto, mixKey(crypto, started, es), message.sealedStatic);
  return (
    identity && {
      protocol,
      state: identity.state,
      remotePublicKey: identity.plaintext,
      remoteEphemeralKey: message.ephemeralPublicKey,
      sealedPayload: message.sealedPayload,
    }
  );
}

/** Opens payload 1, which proves that the sender holds the static key. */
export function readFirstPayload(
  crypto: CryptoPrimitives,
  local: KeyPair,
  identified: IkIdentified,
): { readonly payload: Uint8Array; readonly handshake: IkResponderState } | undefined {
  const ss = crypto.x25519(local.privateKey, identified.remotePublicKey);
  if (!ss) return undefined;
  const body = decryptAndHash(crypto, mixKey(crypto, identified.state, ss), identified.sealedPayload);
  if (!body) return undefined;
  const { protocol, remotePublicKey, remoteEphemeralKey } = identified;
  return {
    payload: body.plaintext,
    handshake: { protocol, state: body.state, remotePublicKey, remoteEphemeralKey },
  };
}

/** Writes message 2 and ends the responder's handshake. */
export function writeSecond(
  crypto: CryptoPrimitives,
  handshake: IkResponderState,
  options: {
    readonly ephemeralPrivateKey: Uint8Array;
    /** 32 bytes; needed by IKpsk2 only. */
    readonly presharedKey?: Uint8Array;
    readonly payload: Uint8Array;
  },
): { readonly message: IkSecondMessage; readonly state: SymmetricState } {
  const ephemeralPublicKey = crypto.x25519PublicKey(options.ephemeralPrivateKey);
  const ee = crypto.x25519(options.ephemeralPrivateKey, handshake.remoteEphemeralKey);
  const se = crypto.x25519(options.ephemeralPrivateKey, handshake.remotePublicKey);
  // Reading message 1 multiplied both of its keys already and would have refused one of small order.
  if (!ee || !se) throw new Error('message 1 was accepted with a key of small order');
  const keyed = mixSecond(crypto, handshake, {
    ephemeralPublicKey,
    ee,
    se,
    presharedKey: options.presharedKey,
  });
  const { state, sealed } = encryptAndHash(crypto, keyed, options.payload);
  return { message: { ephemeralPublicKey, sealedPayload: sealed }, state };
}

/** Opens message 2 and ends the initiator's handshake; undefined leaves the handshake as it was. */
export function readSecond(
  crypto: CryptoPrimitives,
  handshake: IkInitiatorState,
  message: IkSecondMessage,
  presharedKey?: Uint8Array,
): { readonly payload: Uint8Array; readonly state: SymmetricState } | undefined {
  const ee = crypto.x25519(handshake.ephemeralPrivateKey, message.ephemeralPublicKey);
  const se = crypto.x25519(handshake.staticPrivateKey, message.ephemeralPublicKey);
  if (!ee || !se) return undefined;
  const { ephemeralPublicKey } = message;
  const keyed = mixSecond(crypto, handshake, { ephemeralPublicKey, ee, se, presharedKey });
  const opened = decryptAndHash(crypto, keyed, message.sealedPayload);
  return opened && { payload: opened.plaintext, state: opened.state };
}

function start(crypto: CryptoPrimitives, protocol: IkProtocol, responderKey: Uint8Array): SymmetricState {
  const named = initializeSymmetric(crypto, `Noise_${protocol.pattern}_25519_ChaChaPoly_BLAKE2s`);
  return mixHash(crypto, mixHash(crypto, named, protocol.prologue), responderKey);
}

// With a pre-shared key the ephemeral keys go into the chaining key too (Noise section 9.2).
function mixEphemeral(
  crypto: CryptoPrimitives,
  protocol: IkProtocol,
  state: SymmetricState,
  ephemeralPublicKey: Uint8Array,
): SymmetricState {
  const hashed = mixHash(crypto, state, ephemeralPublicKey);
  return protocol.pattern === 'IK' ? hashed : mixKey(crypto, hashed, ephemeralPublicKey);
}

interface SecondSecrets {
  readonly ephemeralPublicKey: Uint8Array;
  readonly ee: Uint8Array;
  readonly se: Uint8Array;
  readonly presharedKey: Uint8Array | undefined;
}

function mixSecond(
  crypto: CryptoPrimitives,
  handshake: IkInitiatorState | IkResponderState,
  { ephemeralPublicKey, ee, se, presharedKey }: SecondSecrets,
): KeyedState {
  const started = mixEphemeral(crypto, handshake.protocol, handshake.state, ephemeralPublicKey);
  const agreed = mixKey(crypto, mixKey(crypto, started, ee), se);
  if (handshake.protocol.pattern === 'IK') return agreed;
  return mixKeyAndHash(crypto, agreed, presharedKey ?? new Uint8Array(32));
}

import {
  consumeCookieReply,
  consumeResponse,
  createInitiation,
  deriveTransportKeys,
  type InitiatorHandshake,
  macKeysOf,
  withMac2,
} from '@ntmobile/shared';
import type { NodeServices } from '../services.ts';
import type { IndexOwner } from './receiver-indices.ts';
import { revealKeys } from './reveal-keys.ts';

/** Keys of a new session with the index under which the other side receives. */
export interface SessionKeys {
  readonly remoteIndex: number;
  /** 32 bytes each. */
  readonly sendKey: Uint8Array;
  readonly receiveKey: Uint8Array;
}

/** Whom a handshake is for. */
export interface HandshakeTarget {
  readonly owner: IndexOwner;
  readonly remoteKey: Uint8Array;
  readonly presharedKey?: Uint8Array | undefined;
}

interface CreatedInitiation {
  readonly message: Uint8Array;
  readonly handshake: InitiatorHandshake;
}

/** One message 1 of ours that waits for its message 2. */
export class OutgoingHandshake {
  readonly #services: NodeServices;
  readonly #target: HandshakeTarget;
  readonly #created: CreatedInitiation;

  private constructor(services: NodeServices, target: HandshakeTarget, created: CreatedInitiation) {
    this.#services = services;
    this.#target = target;
    this.#created = created;
  }

  /** Draws an index and an ephemeral key and makes message 1; undefined for a remote key of small order. */
  static start(services: NodeServices, target: HandshakeTarget, now: number): OutgoingHandshake | undefined {
    const localIndex = services.indices.draw(target.owner);
    const ephemeralPrivateKey = services.randomBytes(32);
    const created = createInitiation(services.primitives, {
      local: services.identity,
      remotePublicKey: target.remoteKey,
      ephemeralPrivateKey,
      localIndex,
      timestamp: services.stamps.next(now),
    });
    if (created !== undefined) {
      revealKeys(services, target.remoteKey, ephemeralPrivateKey, target.presharedKey);
      return new OutgoingHandshake(services, target, created);
    }
    services.indices.release(localIndex);
    return undefined;
  }

  get localIndex(): number {
    return this.#created.handshake.localIndex;
  }

  /** The message to send, with mac2 where the peer has given a cookie. */
  datagram(cookie: Uint8Array | undefined): Uint8Array {
    const { message } = this.#created;
    return cookie === undefined ? message : withMac2(this.#services.primitives, message, cookie);
  }

  /** Keys of message 2, or undefined when it is not the answer to this message 1. */
  consume(response: Uint8Array): SessionKeys | undefined {
    const { primitives } = this.#services;
    const { presharedKey } = this.#target;
    const finished = consumeResponse(primitives, this.#created.handshake, response, presharedKey);
    if (finished === undefined) return undefined;
    return { remoteIndex: finished.remoteIndex, ...deriveTransportKeys(primitives, finished) };
  }

  /** The cookie of a message 3 that answers this message 1. */
  openCookie(reply: Uint8Array): Uint8Array | undefined {
    const { primitives } = this.#services;
    const { cookieKey } = macKeysOf(primitives, this.#target.remoteKey);
    return consumeCookieReply(primitives, { cookieKey, sent: this.#created.message, reply });
  }
}

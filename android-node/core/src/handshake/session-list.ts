import type { NodeServices } from '../services.ts';

/** A session of one peer in the data plane. */
export interface PeerSession {
  readonly localIndex: number;
  readonly role: 'initiator' | 'responder';
  /** Monotonic milliseconds of the handshake. */
  readonly establishedAt: number;
  /** A responder's session sends only after its first valid packet. */
  confirmed: boolean;
}

/** What the handshake gave for a new session. */
export interface NewSession {
  readonly peer: number;
  readonly localIndex: number;
  readonly remoteIndex: number;
  readonly sendKey: Uint8Array;
  readonly receiveKey: Uint8Array;
  readonly role: 'initiator' | 'responder';
  readonly socket: number;
  readonly endpoint?: string;
}

/**
 * The sessions of one peer, newest first. As in WireGuard three at most live at once: the one in use, the one
 * before it for packets still under way, and one that the peer has not confirmed yet.
 */
export class SessionList {
  readonly #services: NodeServices;
  #sessions: PeerSession[] = [];

  constructor(services: NodeServices) {
    this.#services = services;
  }

  /** The newest session that may send. */
  get current(): PeerSession | undefined {
    return this.#sessions.find((session) => session.confirmed);
  }

  get isEmpty(): boolean {
    return this.#sessions.length === 0;
  }

  find(localIndex: number): PeerSession | undefined {
    return this.#sessions.find((session) => session.localIndex === localIndex);
  }

  /** Installs a session in the data plane; the index was drawn for its handshake. */
  install(session: NewSession, now: number): void {
    const confirmed = session.role === 'initiator';
    this.#services.outputs.emit({ kind: 'installSession', ...session, establishedAt: now });
    this.#sessions.unshift({
      localIndex: session.localIndex,
      role: session.role,
      establishedAt: now,
      confirmed,
    });
    this.#trim();
  }

  /** Marks a session as usable; it becomes the one in use. False when it is unknown or was confirmed before. */
  confirm(localIndex: number): boolean {
    const session = this.find(localIndex);
    if (session === undefined || session.confirmed) return false;
    session.confirmed = true;
    this.#sessions = [session, ...this.#sessions.filter((other) => other !== session)];
    this.#trim();
    return true;
  }

  remove(localIndex: number): void {
    if (this.find(localIndex) === undefined) return;
    this.#sessions = this.#sessions.filter((session) => session.localIndex !== localIndex);
    this.#services.outputs.emit({ kind: 'removeSession', localIndex });
    this.#services.indices.release(localIndex);
  }

  removeAll(): void {
    for (const { localIndex } of [...this.#sessions]) this.remove(localIndex);
  }

  #trim(): void {
    const confirmed = this.#sessions.filter((session) => session.confirmed);
    const waiting = this.#sessions.filter((session) => !session.confirmed);
    for (const { localIndex } of [...confirmed.slice(2), ...waiting.slice(1)]) this.remove(localIndex);
  }
}

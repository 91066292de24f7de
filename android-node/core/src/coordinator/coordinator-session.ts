import { REJECT_AFTER_TIME_MS, type TransportSession } from '@ntmobile/shared';
import type { NodeServices } from '../services.ts';

/** Where packets come from and go to. */
export interface SocketEndpoint {
  readonly socket: number;
  readonly endpoint: string;
}

/** A session with a coordinator, held wholly here: keys, counters, replay window. */
export interface CoordinatorSession {
  readonly localIndex: number;
  readonly role: 'initiator' | 'responder';
  readonly establishedAt: number;
  /** Static key of the coordinator, which may be of an earlier list. */
  readonly coordinatorKey: Uint8Array;
  readonly transport: TransportSession;
  /** Source of the authentic packet with the highest counter. */
  at: SocketEndpoint;
}

/** Sessions with the coordinator: the one in use, the one before it, one that is not confirmed yet. */
export class CoordinatorSessions {
  readonly #services: NodeServices;
  #current: CoordinatorSession | undefined;
  #previous: CoordinatorSession | undefined;
  #unconfirmed: CoordinatorSession | undefined;

  constructor(services: NodeServices) {
    this.#services = services;
  }

  get current(): CoordinatorSession | undefined {
    return this.#current;
  }

  get unconfirmed(): CoordinatorSession | undefined {
    return this.#unconfirmed;
  }

  find(localIndex: number): CoordinatorSession | undefined {
    return [this.#current, this.#unconfirmed, this.#previous].find(
      (session) => session?.localIndex === localIndex,
    );
  }

  /** Takes a session that sends at once. */
  use(session: CoordinatorSession): void {
    if (this.#unconfirmed === session) this.#unconfirmed = undefined;
    else this.#own(session);
    this.#drop(this.#previous);
    this.#previous = this.#current;
    this.#current = session;
  }

  /** Takes a session that sends once the coordinator has confirmed it. */
  await(session: CoordinatorSession): void {
    this.#drop(this.#unconfirmed);
    this.#unconfirmed = session;
    this.#own(session);
  }

  remove(localIndex: number): void {
    const session = this.find(localIndex);
    this.#drop(session);
    if (session === this.#current) this.#current = undefined;
    if (session === this.#previous) this.#previous = undefined;
    if (session === this.#unconfirmed) this.#unconfirmed = undefined;
  }

  removeAll(): void {
    for (const session of [this.#current, this.#previous, this.#unconfirmed])
      if (session !== undefined) this.remove(session.localIndex);
  }

  #own(session: CoordinatorSession): void {
    const { localIndex, establishedAt } = session;
    this.#services.outputs.emit({ kind: 'ownIndex', localIndex });
    this.#services.timers.arm('dcSessionEnd', localIndex, establishedAt + REJECT_AFTER_TIME_MS);
  }

  #drop(session: CoordinatorSession | undefined): void {
    if (session === undefined) return;
    this.#services.outputs.emit({ kind: 'releaseIndex', localIndex: session.localIndex });
    this.#services.indices.release(session.localIndex);
    this.#services.timers.cancel('dcSessionEnd', session.localIndex);
  }
}

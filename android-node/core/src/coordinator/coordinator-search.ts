import { bytesEqual, receiverIndexOf } from '@ntmobile/shared';
import { CookieJar } from '../handshake/cookie-jar.ts';
import { OutgoingHandshake, type SessionKeys } from '../handshake/outgoing-handshake.ts';
import type { DirectionCoordinatorAddress } from '../inputs.ts';
import { jitterMs, type NodeServices } from '../services.ts';
import type { SocketEndpoint } from './coordinator-session.ts';
import {
  coordinatorOfTry,
  endpointOfTry,
  jitterBound,
  PROVEN_COPIES_MS,
  unaskedCopyAfter,
  waitAfterTry,
} from './handshake-schedule.ts';
import type { ProvenCoordinator } from './list-proof.ts';

interface Try {
  readonly outgoing: OutgoingHandshake;
  readonly coordinatorKey: Uint8Array;
  /** Where message 1 goes; absent where no socket reaches the coordinator. */
  readonly at?: SocketEndpoint;
  readonly first: number;
  readonly tries: number;
  /** When message 1 was sent, anew once its cookie had come. */
  readonly sentAt: number;
  /** How often it was repeated since. */
  readonly copies: number;
  /** A second cookie is no reason to send at once. */
  readonly hasCookie: boolean;
}

/** A coordinator that answered with message 2. */
export interface FoundCoordinator {
  readonly coordinatorKey: Uint8Array;
  readonly keys: SessionKeys;
  /** Our index of the session. */
  readonly localIndex: number;
  /** Where message 1 went. */
  readonly endpoint?: string;
  /** From message 1 to message 2, where it was sent once: of several nobody knows which was answered. */
  readonly rttMs?: number;
}

/** Messages 1 to the coordinators of a list, one at a time and round and round, until one answers. */
export class CoordinatorSearch {
  readonly #services: NodeServices;
  readonly #cookies = new CookieJar();
  #list: readonly DirectionCoordinatorAddress[] = [];
  #current: Try | undefined;
  /** Position in the list of the coordinator in use. */
  #inUse = 0;
  /** Index of the message 1 that ended the last search: its copies are answered, too. */
  #answeredIndex: number | undefined;

  constructor(services: NodeServices) {
    this.#services = services;
  }

  get isUnderWay(): boolean {
    return this.#current !== undefined;
  }

  /** Ends what is under way; the next search begins with the first of this list. */
  setList(list: readonly DirectionCoordinatorAddress[]): void {
    this.end();
    this.#list = list;
    this.#inUse = 0;
  }

  /** Where the list is searched at first; the endpoint is absent where no socket reaches it. */
  firstPlace(): Partial<ProvenCoordinator> {
    const [first] = this.#list;
    const endpoint = first && this.#reach(first, 0)?.endpoint;
    return { ...(first && { publicKey: first.publicKey }), ...(endpoint && { endpoint }) };
  }

  /** Whether the list has this coordinator. */
  has(publicKey: Uint8Array): boolean {
    return this.#positionOf(publicKey) >= 0;
  }

  /** The next search begins with this coordinator, or the first where the list does not have it. */
  prefer(publicKey: Uint8Array): void {
    this.#inUse = Math.max(0, this.#positionOf(publicKey));
  }

  /** Message 1 to the coordinator in use; does nothing while under way. */
  begin(now: number): void {
    if (this.isUnderWay || this.#list.length === 0 || !this.#services.sockets.usable) return;
    this.#try(0, this.#inUse, now);
  }

  /** The `dcHandshake` timer: nobody answered the last try. */
  goOn(now: number): void {
    if (this.#current === undefined) this.begin(now);
    else this.#try(this.#current.tries + 1, this.#current.first, now);
  }

  /** The `dcCopy` timer: the same message 1 again. */
  copyDue(now: number): void {
    if (this.#current !== undefined) this.#send({ ...this.#current, copies: this.#current.copies + 1 }, now);
  }

  /** True while a coordinator has asked for a proof of our address. */
  isBusy(now: number): boolean {
    return this.#cookies.current(now) !== undefined;
  }

  /** Message 2 or 3 of a coordinator; who answered with message 2 ends the search. */
  answerReceived(message: Uint8Array, now: number): FoundCoordinator | undefined {
    if (receiverIndexOf(message) === this.#answeredIndex) {
      this.#services.outputs.count('handshakeAnsweredAgain');
      return undefined;
    }
    const current = this.#current;
    if (current === undefined) {
      this.#services.outputs.count('handshakeUnexpected');
      return undefined;
    }
    const { outgoing, coordinatorKey, at } = current;
    if (message[0] === 3) {
      this.#cookieReceived(current, message, now);
      return undefined;
    }
    const keys = outgoing.consume(message);
    if (keys === undefined) {
      this.#services.outputs.count('handshakeUnauthentic');
      return undefined;
    }
    // Its index is the session's now.
    this.#current = undefined;
    this.#cancelTimers();
    const { localIndex } = outgoing;
    this.#answeredIndex = localIndex;
    const endpoint = at?.endpoint;
    const rttMs = rttOf(current, now);
    return {
      coordinatorKey,
      keys,
      localIndex,
      ...(endpoint && { endpoint }),
      ...(rttMs !== undefined && { rttMs }),
    };
  }

  /** Gives up what is under way. */
  end(): void {
    this.#cancelTimers();
    if (this.#current !== undefined) this.#services.indices.release(this.#current.outgoing.localIndex);
    this.#current = undefined;
  }

  #try(tries: number, first: number, now: number): void {
    this.end();
    const wait = waitAfterTry(tries, this.#list.length);
    this.#services.timers.arm('dcHandshake', '', now + wait + jitterMs(this.#services, jitterBound(wait)));
    const address = this.#list[coordinatorOfTry(tries, first, this.#list.length)];
    if (address === undefined) return;
    const at = this.#reach(address, tries);
    const target = { owner: { kind: 'coordinator' }, remoteKey: address.publicKey } as const;
    const outgoing = OutgoingHandshake.start(this.#services, target, now);
    if (outgoing === undefined) return;
    const series = { sentAt: now, copies: 0, hasCookie: false };
    this.#send(
      { outgoing, coordinatorKey: address.publicKey, ...(at && { at }), first, tries, ...series },
      now,
    );
  }

  #send(current: Try, now: number): void {
    this.#current = current;
    const { at, outgoing, sentAt, copies, tries, hasCookie } = current;
    if (at === undefined) return;
    const next = hasCookie
      ? PROVEN_COPIES_MS[copies]
      : unaskedCopyAfter(copies, tries, waitAfterTry(tries, this.#list.length));
    if (next !== undefined) this.#services.timers.arm('dcCopy', '', sentAt + next);
    this.#services.outputs.emit({
      kind: 'sendDatagram',
      socket: at.socket,
      destination: at.endpoint,
      datagram: outgoing.datagram(this.#cookies.current(now)),
    });
  }

  #cancelTimers(): void {
    this.#services.timers.cancel('dcHandshake', '');
    this.#services.timers.cancel('dcCopy', '');
  }

  #reach(address: DirectionCoordinatorAddress, tries: number): SocketEndpoint | undefined {
    const reachable = address.endpoints.flatMap((endpoint) => {
      const socket = this.#services.sockets.socketFor(endpoint);
      return socket === undefined ? [] : [{ socket, endpoint }];
    });
    return reachable[endpointOfTry(tries, this.#list.length, reachable.length)];
  }

  #positionOf(publicKey: Uint8Array): number {
    return this.#list.findIndex((one) => bytesEqual(one.publicKey, publicKey));
  }

  /** The first cookie goes back at once: it says that the coordinator hears us. */
  #cookieReceived(current: Try, message: Uint8Array, now: number): void {
    const cookie = current.outgoing.openCookie(message);
    if (cookie === undefined) {
      this.#services.outputs.count('cookieUnauthentic');
      return;
    }
    this.#cookies.keep(cookie, now);
    if (!current.hasCookie) this.#send({ ...current, sentAt: now, copies: 0, hasCookie: true }, now);
  }
}

function rttOf({ sentAt, copies, hasCookie }: Try, now: number): number | undefined {
  return copies > 0 || hasCookie ? undefined : now - sentAt;
}

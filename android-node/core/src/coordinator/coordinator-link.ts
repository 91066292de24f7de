import {
  bytesEqual,
  DecodeError,
  decodeFrames,
  packFrames,
  REKEY_AFTER_TIME_MS,
  type SignallingFrame,
  TransportSession,
} from '@ntmobile/shared';
import { CookieJar } from '../handshake/cookie-jar.ts';
import { answerInitiation, type OpenedInitiation } from '../handshake/incoming-handshake.ts';
import { OutgoingHandshake, type SessionKeys } from '../handshake/outgoing-handshake.ts';
import type { DirectionCoordinatorAddress, NodeInput } from '../inputs.ts';
import { jitterMs, type NodeServices } from '../services.ts';
import { type CoordinatorSession, CoordinatorSessions, type SocketEndpoint } from './coordinator-session.ts';
import { coordinatorOfTry, jitterBound, waitAfterTry } from './handshake-schedule.ts';

/** A responder renews too, later, so that the coordinator need not remember to. */
const REKEY_AS_RESPONDER_MS = 150_000;
const CONFIRMATION_MS = 1_000;

type Event<Kind extends NodeInput['kind']> = Extract<NodeInput, { kind: Kind }>;

interface Connecting {
  readonly outgoing: OutgoingHandshake;
  readonly coordinator: number;
  readonly sentAt: number;
  readonly first: number;
  readonly tries: number;
}

/** Why a session came into use. */
export type SessionCause = 'connected' | 'rekeyed' | 'restored';

/** What the session with the coordinator brings. */
export interface CoordinatorLinkEvents {
  /** `connected`: our handshake without a session before; `rekeyed`: over a live one; `restored`: theirs. */
  sessionInUse(cause: SessionCause, now: number): void;
  frameReceived(frame: SignallingFrame, now: number): void;
  sessionLost(now: number): void;
}

/** Handshakes and sealed packets between this node and the coordinators of its list. */
export class CoordinatorLink {
  readonly #services: NodeServices;
  readonly #events: CoordinatorLinkEvents;
  readonly #sessions: CoordinatorSessions;
  readonly #cookies = new CookieJar();
  #list: readonly DirectionCoordinatorAddress[] = [];
  #connecting: Connecting | undefined;
  /** Position in the list of the coordinator in use. */
  #inUse = 0;
  /** Where the packet being handled came from: answers go there. */
  #answerTo: SocketEndpoint | undefined;

  constructor(services: NodeServices, events: CoordinatorLinkEvents) {
    this.#services = services;
    this.#events = events;
    this.#sessions = new CoordinatorSessions(services);
  }

  get session(): CoordinatorSession | undefined {
    return this.#sessions.current;
  }

  get isConnecting(): boolean {
    return this.#connecting !== undefined;
  }

  /** Time from our last message 1 to its message 2. */
  rttMs: number | undefined;

  /** Takes over the list of coordinators and begins with the first. */
  setList(list: readonly DirectionCoordinatorAddress[], now: number): void {
    this.close();
    this.#list = list;
    this.#inUse = 0;
    this.connect(now);
  }

  /** Position in the list of the coordinator with this static key. */
  findByKey(publicKey: Uint8Array): number | undefined {
    const position = this.#list.findIndex((one) => bytesEqual(one.publicKey, publicKey));
    return position < 0 ? undefined : position;
  }

  /** Message 1 to the coordinator in use, then to the others, until one answers; does nothing while under way. */
  connect(now: number): void {
    if (this.#connecting !== undefined || this.#list.length === 0 || !this.#services.sockets.usable) return;
    this.#try(0, this.#inUse, now);
  }

  /** Ends every session without a word. */
  close(): void {
    this.#endHandshake();
    this.#services.timers.cancel('dcRekey', '');
    this.#services.timers.cancel('dcConfirmation', '');
    this.#sessions.removeAll();
  }

  /** Sends frames in as few packets as possible; without frames an empty packet. False without a session. */
  send(frames: readonly Uint8Array[]): boolean {
    const session = this.#sessions.current;
    if (session === undefined) return false;
    const { socket, endpoint } = this.#answerTo ?? session.at;
    const packets = frames.length === 0 ? [new Uint8Array()] : packFrames(frames);
    for (const packet of packets) {
      const datagram = session.transport.seal(packet);
      if (datagram === undefined) return false;
      this.#services.outputs.emit({ kind: 'sendDatagram', socket, destination: endpoint, datagram });
    }
    return true;
  }

  /** Message 1 of a coordinator of the list. */
  initiationReceived(
    coordinator: number,
    opened: OpenedInitiation,
    event: Event<'handshakeReceived'>,
    now: number,
  ): void {
    const { outputs, stamps, timers } = this.#services;
    if (!stamps.accept(opened.staticKey, opened.stamp)) {
      outputs.count('handshakeReplayed');
      return;
    }
    const { message, localIndex, ...keys } = answerInitiation(this.#services, opened, {
      kind: 'coordinator',
    });
    const at = { socket: event.socket, endpoint: event.source };
    this.#sessions.await(this.#newSession({ localIndex, role: 'responder', coordinator, at }, keys, now));
    outputs.emit({
      kind: 'sendDatagram',
      socket: event.socket,
      destination: event.source,
      datagram: message,
    });
    timers.arm('dcConfirmation', '', now + CONFIRMATION_MS);
  }

  /** Message 2 or 3 of a coordinator. */
  answerReceived(event: Event<'handshakeReceived'>, now: number): void {
    const connecting = this.#connecting;
    if (connecting === undefined) return;
    if (event.message[0] === 3) {
      this.#cookieReceived(connecting, event.message, now);
      return;
    }
    const keys = connecting.outgoing.consume(event.message);
    if (keys === undefined) {
      this.#services.outputs.count('handshakeUnauthentic');
      return;
    }
    this.#connecting = undefined;
    this.#services.timers.cancel('dcHandshake', '');
    this.rttMs = now - connecting.sentAt;
    const { coordinator } = connecting;
    const { localIndex } = connecting.outgoing;
    const at = { socket: event.socket, endpoint: event.source };
    const rekeyed = this.#sessions.current?.coordinator === coordinator;
    const session = this.#newSession({ localIndex, role: 'initiator', coordinator, at }, keys, now);
    this.#use(session, rekeyed ? 'rekeyed' : 'connected', now);
  }

  /** A sealed packet for one of our sessions. */
  sealedReceived(event: Event<'sealedReceived'>, now: number): void {
    const session = this.#sessions.find(event.localIndex);
    if (session === undefined) {
      this.#services.outputs.count('handshakeUnknownIndex');
      return;
    }
    const opened = session.transport.open(event.packet);
    if (opened === undefined) {
      this.#services.outputs.count('coordinatorPacketUnauthentic');
      return;
    }
    const from = { socket: event.socket, endpoint: event.source };
    if (opened.isNewest) session.at = from;
    if (session === this.#sessions.unconfirmed) this.#use(session, 'restored', now);
    this.#handlePayload(opened.payload, from, now);
  }

  /** The `dcHandshake` timer. */
  handshakeDue(now: number): void {
    const connecting = this.#connecting;
    if (connecting === undefined) {
      this.connect(now);
      return;
    }
    this.#try(connecting.tries + 1, connecting.first, now);
  }

  /** The `dcRekey` timer. */
  rekeyDue(now: number): void {
    this.connect(now);
  }

  /** The `dcConfirmation` timer: the coordinator called and then said nothing. */
  confirmationDue(now: number): void {
    const { unconfirmed } = this.#sessions;
    if (unconfirmed === undefined) return;
    this.#sessions.remove(unconfirmed.localIndex);
    this.#inUse = unconfirmed.coordinator;
    this.connect(now);
  }

  /** The `dcSessionEnd` timer of a session. */
  sessionEnded(localIndex: number, now: number): void {
    const wasCurrent = this.#sessions.current?.localIndex === localIndex;
    this.#sessions.remove(localIndex);
    if (!wasCurrent) return;
    this.#events.sessionLost(now);
    this.connect(now);
  }

  #try(tries: number, first: number, now: number): void {
    this.#endHandshake();
    const wait = waitAfterTry(tries);
    this.#services.timers.arm('dcHandshake', '', now + wait + jitterMs(this.#services, jitterBound(wait)));
    const coordinator = coordinatorOfTry(tries, first, this.#list.length);
    const address = this.#list[coordinator];
    const at = address && this.#reach(address);
    const outgoing =
      address &&
      OutgoingHandshake.start(
        this.#services,
        { owner: { kind: 'coordinator' }, remoteKey: address.publicKey },
        now,
      );
    if (outgoing === undefined) return;
    this.#connecting = { outgoing, coordinator, sentAt: now, first, tries };
    if (at === undefined) return;
    const datagram = outgoing.datagram(this.#cookies.current(now));
    this.#services.outputs.emit({
      kind: 'sendDatagram',
      socket: at.socket,
      destination: at.endpoint,
      datagram,
    });
  }

  #reach(address: DirectionCoordinatorAddress): SocketEndpoint | undefined {
    for (const endpoint of address.endpoints) {
      const socket = this.#services.sockets.socketFor(endpoint);
      if (socket !== undefined) return { socket, endpoint };
    }
    return undefined;
  }

  #newSession(
    session: Pick<CoordinatorSession, 'localIndex' | 'role' | 'coordinator' | 'at'>,
    keys: SessionKeys,
    now: number,
  ): CoordinatorSession {
    const { remoteIndex } = keys;
    const transport = new TransportSession(this.#services.primitives, { keys, remoteIndex });
    return { ...session, establishedAt: now, transport };
  }

  #use(session: CoordinatorSession, cause: SessionCause, now: number): void {
    const { timers } = this.#services;
    this.#endHandshake();
    timers.cancel('dcConfirmation', '');
    this.#inUse = session.coordinator;
    this.#sessions.use(session);
    const rekeyAfter = session.role === 'initiator' ? REKEY_AFTER_TIME_MS : REKEY_AS_RESPONDER_MS;
    timers.arm('dcRekey', '', session.establishedAt + rekeyAfter);
    this.#events.sessionInUse(cause, now);
  }

  #handlePayload(payload: Uint8Array, from: SocketEndpoint, now: number): void {
    const { outputs } = this.#services;
    const decoded = attemptDecode(payload);
    if (decoded === undefined) {
      outputs.count('coordinatorPacketMalformed');
      return;
    }
    if (decoded.unknown > 0) outputs.count('coordinatorFrameUnknown');
    this.#answerTo = from;
    for (const frame of decoded.frames) this.#events.frameReceived(frame, now);
    this.#answerTo = undefined;
  }

  #cookieReceived(connecting: Connecting, message: Uint8Array, now: number): void {
    const cookie = connecting.outgoing.openCookie(message);
    if (cookie === undefined) this.#services.outputs.count('cookieUnauthentic');
    else this.#cookies.keep(cookie, now);
  }

  #endHandshake(): void {
    this.#services.timers.cancel('dcHandshake', '');
    if (this.#connecting !== undefined) this.#services.indices.release(this.#connecting.outgoing.localIndex);
    this.#connecting = undefined;
  }
}

function attemptDecode(payload: Uint8Array): ReturnType<typeof decodeFrames> | undefined {
  try {
    return decodeFrames(payload);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

import {
  bytesEqual,
  DecodeError,
  decodeFrames,
  encodeFrame,
  packFrames,
  REKEY_AFTER_TIME_MS,
  type SignallingFrame,
  TransportSession,
  type UnsupportedRequest,
} from '@ntmobile/shared';
import { answerInitiation, type OpenedInitiation } from '../handshake/incoming-handshake.ts';
import type { SessionKeys } from '../handshake/outgoing-handshake.ts';
import type { DirectionCoordinatorAddress, NodeInput } from '../inputs.ts';
import type { NodeServices } from '../services.ts';
import { CoordinatorSearch } from './coordinator-search.ts';
import { type CoordinatorSession, CoordinatorSessions, type SocketEndpoint } from './coordinator-session.ts';
import { ListProof, type ProvenCoordinator } from './list-proof.ts';

/** A responder renews too, later, so that the coordinator need not remember to. */
const REKEY_AS_RESPONDER_MS = 150_000;
const CONFIRMATION_MS = 1_000;

type Event<Kind extends NodeInput['kind']> = Extract<NodeInput, { kind: Kind }>;

/** Why a session came into use. */
export type SessionCause = 'connected' | 'rekeyed' | 'moved' | 'restored';

/** What the session with the coordinator brings. */
export interface CoordinatorLinkEvents {
  /**
   * `connected`: our handshake without a session before; `rekeyed`: over a live one; `moved`: over a live one with
   * another coordinator; `restored`: theirs.
   */
  sessionInUse(cause: SessionCause, now: number): void;
  /** The session in use is with the first coordinator of a new list, at its first endpoint: an answer there is due. */
  answerWanted(now: number): void;
  /** The first authentic packet of a coordinator that an endpoint of the present list led to. */
  listProven(proven: ProvenCoordinator): void;
  frameReceived(frame: SignallingFrame, now: number): void;
  sessionLost(now: number): void;
}

/** Sessions and sealed packets between this node and the coordinators of its list. */
export class CoordinatorLink {
  readonly #services: NodeServices;
  readonly #events: CoordinatorLinkEvents;
  readonly #sessions: CoordinatorSessions;
  readonly #search: CoordinatorSearch;
  readonly #proof: ListProof;
  /** Where the packet being handled came from, and in which session: answers go there. */
  #received: { readonly session: CoordinatorSession; readonly from: SocketEndpoint } | undefined;

  constructor(services: NodeServices, events: CoordinatorLinkEvents) {
    this.#services = services;
    this.#events = events;
    this.#sessions = new CoordinatorSessions(services);
    this.#search = new CoordinatorSearch(services);
    this.#proof = new ListProof((proven) => events.listProven(proven));
  }

  get session(): CoordinatorSession | undefined {
    return this.#sessions.current;
  }

  get isConnecting(): boolean {
    return this.#search.isUnderWay;
  }

  /** What the coordinator in use last took to answer a message 1 or a KeepAlive that was sent once, in milliseconds. */
  rttMs: number | undefined;

  /** True from `setList` until a coordinator has answered at an endpoint of that list. */
  get isUnproven(): boolean {
    return !this.#proof.isProven;
  }

  /**
   * Takes over the list of coordinators and looks for one, from the first on. A session at hand is used until then,
   * whether or not its coordinator is in the list. Where it leads to the very place that is looked at first, an answer
   * in it does: a fleet that is given another configuration at once spares its coordinator a handshake for each node.
   * A session that is being replaced already, as when nobody answers in it, is not asked.
   */
  setList(list: readonly DirectionCoordinatorAddress[], now: number): void {
    const isDoubted = this.isConnecting;
    this.#search.setList(list);
    const place = isDoubted ? undefined : this.#placeInUse();
    this.#proof.begin(place);
    if (place === undefined) this.connect(now);
    else this.#events.answerWanted(now);
  }

  /** The packet being handled answers a request of ours; from elsewhere than asked, the list is searched after all. */
  requestAnswered(now: number): void {
    if (this.#received !== undefined && !this.#proof.requestAnswered(this.#received)) this.connect(now);
  }

  /** True for the static key of a coordinator of the list, and of the one in use. */
  knows(publicKey: Uint8Array): boolean {
    const current = this.#sessions.current?.coordinatorKey;
    return this.#search.has(publicKey) || (current !== undefined && bytesEqual(current, publicKey));
  }

  /** Message 1 to the coordinator in use, then to the others, until one answers; does nothing while under way. */
  connect(now: number): void {
    this.#search.begin(now);
  }

  /** True while a coordinator has asked for a proof of our address, as it does in a flood or a crowd. */
  isBusy(now: number): boolean {
    return this.#search.isBusy(now);
  }

  /** Ends every session without a word. */
  close(): void {
    this.#search.end();
    this.#services.timers.cancel('dcRekey', '');
    this.#services.timers.cancel('dcConfirmation', '');
    this.#sessions.removeAll();
  }

  /** Sends frames in as few packets as possible; without frames an empty packet. False without a session. */
  send(frames: readonly Uint8Array[]): boolean {
    const session = this.#sessions.current;
    if (session === undefined) return false;
    const { socket, endpoint } = this.#received?.from ?? session.at;
    const packets = frames.length === 0 ? [new Uint8Array()] : packFrames(frames);
    for (const packet of packets) {
      const datagram = session.transport.seal(packet);
      if (datagram === undefined) return false;
      this.#services.outputs.emit({ kind: 'sendDatagram', socket, destination: endpoint, datagram });
    }
    return true;
  }

  /** Message 1 of a coordinator that is known. */
  initiationReceived(opened: OpenedInitiation, event: Event<'handshakeReceived'>, now: number): void {
    const { outputs, stamps, timers } = this.#services;
    if (!stamps.accept(opened.staticKey, opened.stamp)) {
      outputs.count('handshakeReplayed');
      return;
    }
    const { message, localIndex, ...keys } = answerInitiation(this.#services, opened, {
      kind: 'coordinator',
    });
    const at = { socket: event.socket, endpoint: event.source };
    const coordinatorKey = opened.staticKey;
    this.#sessions.await(this.#newSession({ localIndex, role: 'responder', coordinatorKey, at }, keys, now));
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
    const found = this.#search.answerReceived(event.message, now);
    if (found === undefined) return;
    const { keys, coordinatorKey, localIndex, endpoint } = found;
    const at = { socket: event.socket, endpoint: event.source };
    const cause = this.#causeOf(coordinatorKey);
    if (found.rttMs !== undefined || cause !== 'rekeyed') this.rttMs = found.rttMs;
    if (endpoint !== undefined) this.#proof.handshakeAnswered(localIndex, endpoint);
    this.#use(this.#newSession({ localIndex, role: 'initiator', coordinatorKey, at }, keys, now), cause, now);
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
    this.#proof.packetReceived(session);
    this.#handlePayload(opened.payload, { session, from }, now);
  }

  /** The `dcHandshake` timer. */
  handshakeDue(now: number): void {
    this.#search.goOn(now);
  }

  /** The `dcCopy` timer. */
  handshakeCopyDue(now: number): void {
    this.#search.copyDue(now);
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
    this.#search.prefer(unconfirmed.coordinatorKey);
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

  #causeOf(coordinatorKey: Uint8Array): SessionCause {
    const current = this.#sessions.current;
    if (current === undefined) return 'connected';
    return bytesEqual(current.coordinatorKey, coordinatorKey) ? 'rekeyed' : 'moved';
  }

  /** The place that the list is searched at first, where the session in use leads there. */
  #placeInUse(): ProvenCoordinator | undefined {
    const session = this.#sessions.current;
    const { publicKey, endpoint } = this.#search.firstPlace();
    if (session === undefined || publicKey === undefined || endpoint === undefined) return undefined;
    if (endpoint !== session.at.endpoint || !bytesEqual(publicKey, session.coordinatorKey)) return undefined;
    return { publicKey, endpoint };
  }

  #newSession(
    session: Pick<CoordinatorSession, 'localIndex' | 'role' | 'coordinatorKey' | 'at'>,
    keys: SessionKeys,
    now: number,
  ): CoordinatorSession {
    const { remoteIndex } = keys;
    const transport = new TransportSession(this.#services.primitives, { keys, remoteIndex });
    return { ...session, establishedAt: now, transport };
  }

  #use(session: CoordinatorSession, cause: SessionCause, now: number): void {
    const { timers } = this.#services;
    // A coordinator that called says nothing of the endpoints in a new list: those are still looked for.
    if (cause !== 'restored' || !this.isUnproven) this.#search.end();
    timers.cancel('dcConfirmation', '');
    this.#search.prefer(session.coordinatorKey);
    this.#sessions.use(session);
    const rekeyAfter = session.role === 'initiator' ? REKEY_AFTER_TIME_MS : REKEY_AS_RESPONDER_MS;
    timers.arm('dcRekey', '', session.establishedAt + rekeyAfter);
    this.#events.sessionInUse(cause, now);
  }

  #handlePayload(
    payload: Uint8Array,
    received: { readonly session: CoordinatorSession; readonly from: SocketEndpoint },
    now: number,
  ): void {
    const { outputs } = this.#services;
    const decoded = attemptDecode(payload);
    if (decoded === undefined) {
      outputs.count('coordinatorPacketMalformed');
      return;
    }
    if (decoded.unknown > 0) outputs.count('coordinatorFrameUnknown');
    this.#received = received;
    for (const frame of decoded.frames) this.#events.frameReceived(frame, now);
    if (decoded.unsupported.length > 0) this.send(decoded.unsupported.map(encodeUnsupported));
    this.#received = undefined;
  }
}

function encodeUnsupported({ transaction, requestType }: UnsupportedRequest): Uint8Array {
  const text = 'this node does not know this request';
  return encodeFrame({ kind: 'error', transaction, requestType, code: 'unsupported', text });
}

function attemptDecode(payload: Uint8Array): ReturnType<typeof decodeFrames> | undefined {
  try {
    return decodeFrames(payload);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

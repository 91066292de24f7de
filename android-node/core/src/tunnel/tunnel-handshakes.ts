import { type Endpoint, endpointKey, parseEndpoint } from '@ntmobile/shared';
import { answerInitiation, type OpenedInitiation } from '../handshake/incoming-handshake.ts';
import { OutgoingHandshake } from '../handshake/outgoing-handshake.ts';
import type { NodeInput } from '../inputs.ts';
import { TRIED_CANDIDATES } from '../route/order-candidates.ts';
import type { NodeServices } from '../services.ts';
import { AnsweredInitiations } from './answered-initiations.ts';
import { ATTEMPT_STEPS, LATE_ANSWER_MS, RESPONDER_START_MS } from './attempt-schedule.ts';
import type { InitiationSource } from './early-initiations.ts';
import type { Attempt, TunnelEntry } from './tunnel-entry.ts';

/** The candidates of a direction, and the endpoint of the session before. */
const MOST_TARGETS = TRIED_CANDIDATES + 1;

type HandshakeEvent = Extract<NodeInput, { kind: 'handshakeReceived' }>;
type Initiating = Extract<Attempt, { kind: 'initiating' }>;

/** What becomes of handshakes with other nodes. */
export interface TunnelHandshakeEvents {
  /** Message 2 is in: the session sends. */
  initiated(entry: TunnelEntry, localIndex: number, endpoint: Endpoint, now: number): void;
  /** Every message 1 stayed unanswered; a late answer is still taken. */
  gaveUp(entry: TunnelEntry, now: number): void;
}

/** Handshakes with other nodes: quick repeats to several candidates, and answers to theirs. */
export class TunnelHandshakes {
  readonly answered: AnsweredInitiations;
  readonly #services: NodeServices;
  readonly #events: TunnelHandshakeEvents;

  constructor(services: NodeServices, events: TunnelHandshakeEvents) {
    this.#services = services;
    this.#events = events;
    this.answered = new AnsweredInitiations(services.timers);
  }

  /** Starts message 1 to these endpoints, in place of any earlier attempt. */
  begin(entry: TunnelEntry, targets: readonly Endpoint[], now: number): void {
    this.end(entry);
    const outgoing = targets.length > 0 ? this.#newMessage(entry, now) : undefined;
    if (outgoing === undefined) {
      this.#events.gaveUp(entry, now);
      return;
    }
    entry.attempt = { kind: 'initiating', outgoing, targets, startedAt: now, nextStep: 1 };
    this.#sendTo(entry, outgoing, targets, now);
    this.#armNext(entry, now, 1);
  }

  /**
   * Takes further endpoints into an attempt that has just begun, in place of its oldest where they are too many: the newest
   * word knows where the peer is. Starts an attempt where there is none.
   */
  extend(entry: TunnelEntry, targets: readonly Endpoint[], now: number): void {
    const { attempt } = entry;
    if (attempt.kind !== 'initiating' || isOver(attempt)) {
      this.begin(entry, targets, now);
      return;
    }
    const known = new Set(attempt.targets.map(endpointKey));
    const added = targets.filter((target) => !known.has(endpointKey(target)));
    entry.attempt = { ...attempt, targets: [...attempt.targets, ...added].slice(-MOST_TARGETS) };
    this.#sendTo(entry, attempt.outgoing, added, now);
  }

  /** The peer is to send message 1; we start ourselves when it does not. */
  awaitPeer(entry: TunnelEntry, now: number): void {
    if (entry.attempt.kind === 'initiating') return;
    entry.attempt = { kind: 'awaitingPeer' };
    this.#services.timers.arm('tunnelResponderStart', entry.peer, now + RESPONDER_START_MS);
  }

  /** True while messages 1 are still being sent. */
  isTrying(entry: TunnelEntry): boolean {
    return (
      entry.attempt.kind === 'awaitingPeer' || (entry.attempt.kind === 'initiating' && !isOver(entry.attempt))
    );
  }

  end(entry: TunnelEntry): void {
    const { timers, indices } = this.#services;
    timers.cancel('tunnelHandshake', entry.peer);
    timers.cancel('tunnelResponderStart', entry.peer);
    if (entry.attempt.kind === 'initiating') indices.release(entry.attempt.outgoing.localIndex);
    entry.attempt = { kind: 'none' };
  }

  /** The `tunnelHandshake` timer of a peer: what is due next in ATTEMPT_STEPS. */
  stepDue(entry: TunnelEntry, now: number): void {
    const { attempt } = entry;
    if (attempt.kind !== 'initiating') return;
    const step = ATTEMPT_STEPS[attempt.nextStep];
    if (step === undefined) {
      this.end(entry);
      return;
    }
    const outgoing = step.message === 'new' ? this.#replaceMessage(entry, attempt, now) : attempt.outgoing;
    if (outgoing === undefined) {
      this.end(entry);
      return;
    }
    const nextStep = attempt.nextStep + 1;
    entry.attempt = { ...attempt, outgoing, nextStep };
    this.#sendTo(entry, outgoing, attempt.targets, now);
    this.#armNext(entry, attempt.startedAt, nextStep);
    if (nextStep === ATTEMPT_STEPS.length) this.#events.gaveUp(entry, now);
  }

  /** Answers the peer's message 1 to every source that it came from, unless it is a replay or one too many. */
  answer(
    entry: TunnelEntry,
    opened: OpenedInitiation,
    sources: readonly InitiationSource[],
    now: number,
  ): void {
    const { outputs, stamps } = this.#services;
    const [first] = sources;
    if (first === undefined) return;
    if (!entry.initiations.admits(now)) {
      outputs.count('handshakeTooFrequent');
      return;
    }
    if (!stamps.accept(opened.staticKey, opened.stamp)) {
      outputs.count('handshakeReplayed');
      return;
    }
    entry.initiations.use(now);
    const { peer } = entry;
    const { message, ...session } = answerInitiation(this.#services, opened, { kind: 'tunnel', peer });
    entry.sessions.install({ ...session, peer, role: 'responder', socket: first.socket }, now);
    this.answered.remember(opened.message, message, now);
    this.#services.timers.cancel('tunnelResponderStart', peer);
    if (entry.attempt.kind === 'awaitingPeer') entry.attempt = { kind: 'none' };
    for (const { socket, source } of sources)
      outputs.emit({ kind: 'sendDatagram', socket, destination: source, datagram: message });
  }

  /** Message 2 or 3 for the attempt of this peer. */
  answerReceived(entry: TunnelEntry, event: HandshakeEvent, now: number): void {
    const { attempt } = entry;
    if (attempt.kind !== 'initiating') {
      this.#services.outputs.count('handshakeUnexpected');
      return;
    }
    if (event.message[0] === 3) this.#cookieReceived(entry, attempt, event.message, now);
    else this.#responseReceived(entry, attempt, event, now);
  }

  #responseReceived(entry: TunnelEntry, attempt: Initiating, event: HandshakeEvent, now: number): void {
    const keys = attempt.outgoing.consume(event.message);
    if (keys === undefined) {
      this.#services.outputs.count('handshakeUnauthentic');
      return;
    }
    const { localIndex } = attempt.outgoing;
    entry.attempt = { kind: 'none' };
    this.#services.timers.cancel('tunnelHandshake', entry.peer);
    const { socket, source: endpoint } = event;
    entry.sessions.install(
      { peer: entry.peer, localIndex, ...keys, role: 'initiator', socket, endpoint },
      now,
    );
    this.#events.initiated(entry, localIndex, parseEndpoint(endpoint), now);
  }

  #cookieReceived(entry: TunnelEntry, attempt: Initiating, message: Uint8Array, now: number): void {
    const cookie = attempt.outgoing.openCookie(message);
    if (cookie === undefined) this.#services.outputs.count('cookieUnauthentic');
    else entry.cookies.keep(cookie, now);
  }

  #newMessage(entry: TunnelEntry, now: number): OutgoingHandshake | undefined {
    const owner = { kind: 'tunnel', peer: entry.peer } as const;
    return OutgoingHandshake.start(this.#services, { owner, remoteKey: entry.node.staticKey }, now);
  }

  #replaceMessage(entry: TunnelEntry, attempt: Initiating, now: number): OutgoingHandshake | undefined {
    this.#services.indices.release(attempt.outgoing.localIndex);
    return this.#newMessage(entry, now);
  }

  #sendTo(entry: TunnelEntry, outgoing: OutgoingHandshake, targets: readonly Endpoint[], now: number): void {
    const datagram = outgoing.datagram(entry.cookies.current(now));
    for (const target of targets) {
      const socket = this.#services.sockets.socketFor(target);
      if (socket === undefined) continue;
      const destination = endpointKey(target);
      this.#services.outputs.emit({ kind: 'sendDatagram', socket, destination, datagram });
    }
  }

  #armNext(entry: TunnelEntry, startedAt: number, nextStep: number): void {
    const step = ATTEMPT_STEPS[nextStep];
    const last = ATTEMPT_STEPS.at(-1)?.atMs ?? 0;
    const at = startedAt + (step?.atMs ?? last + LATE_ANSWER_MS);
    this.#services.timers.arm('tunnelHandshake', entry.peer, at);
  }
}

function isOver(attempt: Initiating): boolean {
  return attempt.nextStep >= ATTEMPT_STEPS.length;
}

import {
  type Candidate,
  candidatesEqual,
  type DirectionResponse,
  type DirectionTarget,
  encodeFrame,
  formatEndpoint,
  formatNodeId,
  type RegistrationResponse,
  type RouteDirection,
  type RouteWithdrawal,
  type SignallingFrame,
  type TunnelReport,
} from '@ntmobile/shared';
import type { Enrolment } from '../inputs.ts';
import type { Realm } from '../realm/realm.ts';
import type { CoordinatorStatus } from '../report.ts';
import type { NodeServices } from '../services.ts';
import { OWN_CAPABILITIES } from '../tunnel/control-channel.ts';
import { AnswerMemory } from './answer-memory.ts';
import { CoordinatorLink, type SessionCause } from './coordinator-link.ts';
import { acceptRegistration } from './own-record.ts';
import { sentOnce, Transactions } from './transactions.ts';

const KEEPALIVE_MS = 30_000;

/** What never changes while a node runs. */
export interface NodeDescription {
  /** Name and version of the software. */
  readonly agent: string;
  /** 16 random bytes of this start. */
  readonly bootId: Uint8Array;
}

/** What the coordinator says to the rest of the node. */
export interface CoordinatorEvents {
  candidates(): readonly Candidate[];
  registered(): void;
  routeDirected(frame: RouteDirection, now: number): boolean;
  routeWithdrawn(frame: RouteWithdrawal, now: number): void;
  /** The realm has put this node out: it has no peers any more. */
  putOut(now: number): void;
  directionResponded(frame: DirectionResponse, now: number): void;
  directionRefused(transaction: number, now: number): void;
  left(): void;
}

/** The node's side of signalling: registration, keep-alives, requests and answers. */
export class Coordinator {
  readonly link: CoordinatorLink;
  readonly transactions: Transactions;
  readonly answers: AnswerMemory;
  readonly #services: NodeServices;
  readonly #realm: Realm;
  readonly #description: NodeDescription;
  readonly #events: CoordinatorEvents;
  #enrolment: Enrolment | undefined;
  #status: CoordinatorStatus = { state: 'none', since: 0 };
  #registered = false;
  /** The candidates of the last registration, once it was answered: until then the coordinator may hold any. */
  #candidatesHeld: readonly Candidate[] | undefined;
  /** Nobody has answered for as long as a request is repeated; whatever session there is says nothing any more. */
  #unheard = false;

  constructor(services: NodeServices, realm: Realm, description: NodeDescription, events: CoordinatorEvents) {
    this.#services = services;
    this.#realm = realm;
    this.#description = description;
    this.#events = events;
    this.link = new CoordinatorLink(services, {
      sessionInUse: (cause, now) => this.#sessionInUse(cause, now),
      answerWanted: (now) => this.keepAliveDue(now),
      frameReceived: (frame, now) => this.#frameReceived(frame, now),
      listProven: (proven) => this.#services.outputs.report({ kind: 'coordinatorProven', ...proven }),
      sessionLost: (now) => this.#showStatus(now),
    });
    this.transactions = new Transactions(services.timers, {
      send: (encoded) => this.link.send([encoded]),
      isBusy: (now) => this.link.isBusy(now),
      doubted: (now) => this.link.connect(now),
      givenUp: (frame, now) => this.#givenUp(frame, now),
    });
    this.answers = new AnswerMemory(services.timers);
  }

  get enrolment(): Enrolment | undefined {
    return this.#enrolment;
  }

  /** Text form of the boot id that the coordinator is told. */
  get bootId(): string {
    return formatNodeId(this.#description.bootId);
  }

  get status(): CoordinatorStatus {
    return this.#status;
  }

  /** The same node with other coordinators stays where it is until one of these answers. */
  enrolled(enrolment: Enrolment, now: number): void {
    if (this.#enrolment?.nodeId !== enrolment.nodeId) {
      this.link.close();
      this.#registered = false;
    }
    this.#enrolment = enrolment;
    this.link.setList(enrolment.coordinators, now);
    this.#showStatus(now);
  }

  socketOpened(now: number): void {
    if (this.link.session === undefined) this.link.connect(now);
    this.#showStatus(now);
  }

  /** Other addresses than before: they are registered anew. */
  candidatesChanged(now: number): void {
    this.#realm.forgetObserved();
    const isWaiting = this.transactions.waiting('registrationRequest') !== undefined;
    if (this.link.session !== undefined || isWaiting) this.#register(now);
  }

  /** Sends a DirectionRequest; returns its transaction number. */
  requestDirection(target: DirectionTarget, lookup: boolean, now: number): number {
    const transaction = this.transactions.nextNumber();
    const candidates = this.#events.candidates();
    this.transactions.start({ kind: 'directionRequest', transaction, lookup, target, candidates }, now);
    return transaction;
  }

  reportTunnel(report: Omit<TunnelReport, 'kind' | 'transaction'>, now: number): void {
    if (this.#enrolment === undefined) return;
    const transaction = this.transactions.nextNumber();
    this.transactions.start({ kind: 'tunnelReport', transaction, ...report }, now);
  }

  /** Says goodbye; `left` follows, at once where nobody can be told. */
  leave(now: number): void {
    if (this.link.session === undefined) {
      this.#events.left();
      return;
    }
    this.transactions.start({ kind: 'deregistration', transaction: this.transactions.nextNumber() }, now);
  }

  /** The `keepAlive` timer. */
  keepAliveDue(now: number): void {
    this.#services.timers.arm('keepAlive', '', now + KEEPALIVE_MS);
    if (!this.#registered || !this.#areCandidatesHeld()) {
      this.#register(now);
      return;
    }
    if (this.transactions.waiting('keepAlive') !== undefined) return;
    this.transactions.start({ kind: 'keepAlive', transaction: this.transactions.nextNumber() }, now);
  }

  #sessionInUse(cause: SessionCause, now: number): void {
    const waiting = this.transactions.size;
    if (cause === 'moved') this.#registered = false;
    this.transactions.resend(now);
    const inDoubt = waiting > 0 || this.link.isUnproven || this.#unheard;
    if (cause === 'restored' || (cause === 'rekeyed' && inDoubt && this.#registered)) this.keepAliveDue(now);
    else if (cause === 'connected' || !this.#registered) this.#register(now);
    else if (waiting === 0) this.link.send([]);
    this.#showStatus(now);
  }

  /** One registration waits at most, with the candidates of now: another one takes the place of what it overtakes. */
  #register(now: number): void {
    const candidates = this.#events.candidates();
    const waiting = this.transactions.waiting('registrationRequest');
    if (waiting !== undefined && saysCandidates(waiting.frame, candidates)) return;
    this.#candidatesHeld = undefined;
    this.#services.timers.arm('keepAlive', '', now + KEEPALIVE_MS);
    const frame = {
      kind: 'registrationRequest',
      transaction: this.transactions.nextNumber(),
      candidates,
      agent: this.#description.agent,
      capabilities: OWN_CAPABILITIES,
      bootId: this.#description.bootId,
    } as const;
    if (waiting === undefined) this.transactions.start(frame, now);
    else this.transactions.replace(waiting, frame);
  }

  #areCandidatesHeld(): boolean {
    return (
      this.#candidatesHeld !== undefined && candidatesEqual(this.#candidatesHeld, this.#events.candidates())
    );
  }

  #frameReceived(frame: SignallingFrame, now: number): void {
    switch (frame.kind) {
      case 'routeDirection':
      case 'routeWithdrawal':
      case 'candidateUpdate':
        this.#requestReceived(frame, now);
        return;
      case 'registrationResponse':
      case 'keepAliveAnswer':
      case 'directionResponse':
      case 'tunnelReportAnswer':
      case 'deregistrationAnswer':
      case 'candidateUpdateAnswer':
      case 'error':
        this.#answerReceived(frame, now);
        return;
      default:
        this.#services.outputs.count('coordinatorFrameUnexpected');
        return;
    }
  }

  #requestReceived(frame: Extract<SignallingFrame, { kind: RequestKind }>, now: number): void {
    const request = encodeFrame(frame);
    const known = this.answers.find(frame.transaction, request);
    const answer = known ?? encodeFrame(this.#perform(frame, now));
    if (known === undefined) this.answers.remember(frame.transaction, { request, answer }, now);
    this.link.send([answer]);
    if (known === undefined && this.#isOwnEnd(frame)) this.#putOut(now);
  }

  /** Everything with this very node was withdrawn. */
  #isOwnEnd(frame: Extract<SignallingFrame, { kind: RequestKind }>): boolean {
    if (frame.kind !== 'routeWithdrawal' || frame.target.kind !== 'node' || frame.reason === 'offline')
      return false;
    return formatNodeId(frame.target.nodeId) === this.#enrolment?.nodeId;
  }

  /** It goes on asking, for it may be let in again. */
  #putOut(now: number): void {
    this.#registered = false;
    this.link.close();
    this.#events.putOut(now);
    this.link.connect(now);
    this.#showStatus(now);
  }

  #perform(frame: Extract<SignallingFrame, { kind: RequestKind }>, now: number): SignallingFrame {
    const { transaction } = frame;
    switch (frame.kind) {
      case 'routeDirection':
        if (!this.#events.routeDirected(frame, now)) this.#services.outputs.count('recordRefused');
        return { kind: 'routeConfirmation', transaction, pathId: frame.pathId };
      case 'routeWithdrawal':
        this.#events.routeWithdrawn(frame, now);
        return { kind: 'routeWithdrawalAnswer', transaction };
      case 'candidateUpdate':
        return { kind: 'candidateUpdateAnswer', transaction };
    }
  }

  #answerReceived(frame: Extract<SignallingFrame, { kind: AnswerKind }>, now: number): void {
    const request = this.transactions.answered(frame.transaction);
    if (request === undefined) {
      this.#services.outputs.count('coordinatorFrameUnexpected');
      return;
    }
    this.link.requestAnswered(now);
    this.#unheard = false;
    switch (frame.kind) {
      case 'registrationResponse':
        this.#registrationReceived(request.frame, frame, now);
        return;
      case 'keepAliveAnswer':
        if (sentOnce(request)) this.link.rttMs = now - request.sentAt;
        this.#realm.answered(frame.serverTime, frame.observed, now);
        if (frame.registrationRequired) this.#register(now);
        this.#showStatus(now);
        return;
      case 'directionResponse':
        this.#events.directionResponded(frame, now);
        return;
      case 'deregistrationAnswer':
        this.#events.left();
        return;
      case 'error':
        this.#refused(request.frame, frame.code, now);
        return;
      default:
        return;
    }
  }

  #registrationReceived(request: SignallingFrame, frame: RegistrationResponse, now: number): void {
    const facts = this.#enrolment && acceptRegistration(frame, this.#enrolment, this.#services);
    if (facts === undefined) {
      this.#services.outputs.count('recordRefused');
      return;
    }
    this.#realm.registered(facts);
    this.#realm.answered(frame.serverTime, frame.observed, now);
    this.#registered = true;
    if (request.kind === 'registrationRequest') this.#candidatesHeld = request.candidates;
    // An own socket or the realm's networks, told just now, may have changed them meanwhile.
    if (!this.#areCandidatesHeld()) this.#register(now);
    this.#events.registered();
    this.#showStatus(now);
  }

  #refused(request: SignallingFrame, code: string, now: number): void {
    if (request.kind === 'directionRequest') this.#events.directionRefused(request.transaction, now);
    if (code === 'notRegistered') this.#register(now);
  }

  #givenUp(request: SignallingFrame, now: number): void {
    this.#unheard = true;
    this.#showStatus(now);
    if (request.kind === 'directionRequest') this.#events.directionRefused(request.transaction, now);
    if (request.kind === 'deregistration') this.#events.left();
  }

  #showStatus(now: number): void {
    const status = this.#currentStatus(now);
    const changed = ['state', 'endpoint', 'observedEndpoint'].some(
      (key) => status[key as keyof CoordinatorStatus] !== this.#status[key as keyof CoordinatorStatus],
    );
    this.#status = status;
    if (changed) this.#services.outputs.report({ kind: 'coordinatorChanged', coordinator: status });
  }

  #currentStatus(now: number): CoordinatorStatus {
    const { session, rttMs } = this.link;
    const observed = this.#realm.observed.map(formatEndpoint)[0];
    const state = this.#currentState();
    return {
      state,
      ...(session !== undefined && { endpoint: session.at.endpoint }),
      ...(observed !== undefined && { observedEndpoint: observed }),
      ...(rttMs !== undefined && { rttMs }),
      since: state === this.#status.state ? this.#status.since : now,
    };
  }

  #currentState(): CoordinatorStatus['state'] {
    if (this.#enrolment === undefined) return 'none';
    if (this.link.session === undefined || this.#unheard) return 'connecting';
    return this.#registered ? 'registered' : 'connected';
  }
}

function saysCandidates(request: SignallingFrame, candidates: readonly Candidate[]): boolean {
  return request.kind === 'registrationRequest' && candidatesEqual(request.candidates, candidates);
}

type RequestKind = 'routeDirection' | 'routeWithdrawal' | 'candidateUpdate';
type AnswerKind =
  | 'registrationResponse'
  | 'keepAliveAnswer'
  | 'directionResponse'
  | 'tunnelReportAnswer'
  | 'deregistrationAnswer'
  | 'candidateUpdateAnswer'
  | 'error';

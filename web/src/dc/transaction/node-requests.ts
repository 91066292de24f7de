import {
  type Endpoint,
  type ErrorFrame,
  encodeFrame,
  type FrameErrorCode,
  type SignallingFrame,
} from '@ntmobile/shared';
import type { Directions } from '../direction/directions.ts';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { LeaseTable } from '../registration/lease-table.ts';
import type { Registrations } from '../registration/registrations.ts';
import type { DcServices } from '../services.ts';
import type { Outbox } from '../session/outbox.ts';
import type { SealedFrames } from '../session/sealed-packets.ts';
import { GivenAnswers } from './given-answers.ts';
import { type NodeRequest, requestTypeOf } from './node-request.ts';
import type { OwnRequests } from './own-requests.ts';
import { recordTunnelReport } from './record-tunnel-report.ts';
import { RequestAllowance } from './request-allowance.ts';

/** What answering nodes needs of the rest. */
export interface NodeRequestParts {
  readonly outbox: Outbox;
  readonly requests: OwnRequests;
  readonly leases: LeaseTable;
  readonly registrations: Registrations;
  readonly directions: Directions;
  /** The node says goodbye. */
  readonly deregistered: (nodeId: string, now: number) => void;
}

/** Where a request came from. */
interface Asked {
  readonly profile: NodeProfile;
  readonly source: Endpoint;
  /** What it says of the node itself holds; of an earlier session it may be what held long ago. */
  readonly isOfSessionInUse: boolean;
  readonly now: number;
}

/** Frames that nodes send: their requests are done once and answered, their answers end our requests. */
export class NodeRequests {
  readonly answers = new GivenAnswers();
  readonly #services: DcServices;
  readonly #parts: NodeRequestParts;
  readonly #allowance = new RequestAllowance();
  /** Of answers that cost no work: they are large beside what asks for them, and a source may be forged. */
  readonly #replies = new RequestAllowance();

  constructor(services: DcServices, parts: NodeRequestParts) {
    this.#services = services;
    this.#parts = parts;
  }

  /** Frames of one authentic packet of an admitted node. */
  received(nodeId: string, { decoded, source, isOfSessionInUse }: SealedFrames, now: number): void {
    const profile = this.#services.directory.byId(nodeId);
    if (profile === undefined) return;
    this.#services.counters.add('unknownFrames', decoded.unknown);
    this.#parts.outbox.answerTo(nodeId, source);
    const asked = { profile, source, isOfSessionInUse, now };
    for (const frame of decoded.frames) this.#frameReceived(frame, asked);
    for (const { transaction, requestType } of decoded.unsupported)
      this.#reply(encodeFrame(unsupported(transaction, requestType)), asked);
  }

  #frameReceived(frame: SignallingFrame, asked: Asked): void {
    const { requests } = this.#parts;
    const { id } = asked.profile;
    switch (frame.kind) {
      case 'registrationRequest':
      case 'deregistration':
        // A node repeats them in its newest session: who releases one of the session before gains nothing.
        if (asked.isOfSessionInUse) this.#requestReceived(frame, asked);
        else this.#expect(false);
        return;
      case 'keepAlive':
      case 'directionRequest':
      case 'tunnelReport':
      case 'candidateUpdate':
        this.#requestReceived(frame, asked);
        return;
      case 'routeConfirmation':
        this.#expect(requests.answered(id, frame.transaction, 'routeDirection', asked.now));
        return;
      case 'routeWithdrawalAnswer':
        this.#expect(requests.answered(id, frame.transaction, 'routeWithdrawal', asked.now));
        return;
      case 'error':
        this.#expect(requests.refused(id, frame.transaction, asked.now));
        return;
      default:
        this.#expect(false);
    }
  }

  #expect(expected: boolean): void {
    if (!expected) this.#services.counters.add('droppedUnexpected');
  }

  #requestReceived(frame: NodeRequest, asked: Asked): void {
    const { profile, now } = asked;
    const request = encodeFrame(frame);
    const novelty = this.answers.find(profile.id, frame.transaction, request, now);
    if (novelty.kind !== 'new') {
      this.#services.counters.add('requestsRepeated');
      if (novelty.kind === 'answered') this.#reply(novelty.answer, asked);
      return;
    }
    if (!this.#allowance.take(profile.id, now)) {
      this.#services.counters.add('requestsTooMany');
      this.#reply(encodeFrame(refusal(frame, 'tooMany')), asked);
      return;
    }
    this.answers.begin(profile.id, frame.transaction, request, now);
    this.#perform(frame, asked);
  }

  #perform(frame: NodeRequest, asked: Asked): void {
    const { transaction } = frame;
    const { profile, source, now } = asked;
    const { registrations, leases, deregistered } = this.#parts;
    switch (frame.kind) {
      case 'registrationRequest':
        this.#answer(registrations.register(profile, frame, source, now), asked);
        return;
      case 'keepAlive':
        this.#answer(registrations.keepAlive(profile, frame, source, now), asked);
        return;
      case 'directionRequest':
        if (leases.find(profile.id) === undefined) this.#refuse(frame, 'notRegistered', asked);
        else this.#direct(frame, asked);
        return;
      case 'tunnelReport':
        this.#services.counters.add('tunnelReports');
        recordTunnelReport(this.#services, profile.id, frame, now);
        this.#answer({ kind: 'tunnelReportAnswer', transaction }, asked);
        return;
      case 'deregistration':
        deregistered(profile.id, now);
        this.#answer({ kind: 'deregistrationAnswer', transaction }, asked);
        return;
      case 'candidateUpdate':
        this.#refuse(frame, 'unsupported', asked);
        return;
      default:
        frame satisfies never;
    }
  }

  #direct(frame: Extract<NodeRequest, { kind: 'directionRequest' }>, asked: Asked): void {
    const { profile, isOfSessionInUse, now } = asked;
    const { transaction } = frame;
    if (isOfSessionInUse) this.#parts.leases.candidatesSaid(profile.id, frame, now);
    this.#parts.directions.requested(
      profile,
      frame,
      (outcome) => this.#answer({ kind: 'directionResponse', transaction, outcome }, asked),
      now,
    );
  }

  /** Answers what is not worked on, as often as a node's own repeats need at most. */
  #reply(answer: Uint8Array, { profile, now }: Asked): void {
    if (this.#replies.take(profile.id, now)) this.#parts.outbox.put(profile.id, answer);
    else this.#services.counters.add('droppedOverLimit');
  }

  #refuse(frame: NodeRequest, code: keyof typeof ERROR_TEXT, asked: Asked): void {
    this.#answer(refusal(frame, code), asked);
  }

  /** May come later than the request, when the store had to be asked. */
  #answer(frame: SignallingFrame, asked: Asked): void {
    const answer = encodeFrame(frame);
    this.answers.complete(asked.profile.id, frame.transaction, answer);
    this.#parts.outbox.answerTo(asked.profile.id, asked.source);
    this.#parts.outbox.put(asked.profile.id, answer);
  }
}

const ERROR_TEXT = {
  notRegistered: 'register first: there is no lease of this node',
  unsupported: 'this coordinator does not know this request',
  tooMany: 'more than 50 requests a second: wait a second',
} as const satisfies Partial<Record<FrameErrorCode, string>>;

function refusal({ transaction, ...request }: NodeRequest, code: keyof typeof ERROR_TEXT): ErrorFrame {
  return {
    kind: 'error',
    transaction,
    requestType: requestTypeOf(request.kind),
    code,
    text: ERROR_TEXT[code],
    ...(code === 'tooMany' && { retryAfterSeconds: 1 }),
  };
}

function unsupported(transaction: number, requestType: number): ErrorFrame {
  const code = 'unsupported';
  return { kind: 'error', transaction, requestType, code, text: ERROR_TEXT[code] };
}

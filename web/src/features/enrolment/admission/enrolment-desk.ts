import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '@ntmobile/prisma';
import { DecodeError, type KeyPair } from '@ntmobile/shared';
import {
  decodeRequest,
  ENROLMENT_MEDIA_TYPE,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  MAX_ENROLMENT_MESSAGE_BYTES,
  type OpenedRequest,
  openRequest,
  sealAnswer,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { clientAddress } from '../../../auth/client-address.ts';
import { brokerPassword } from '../../../keys/broker-password.ts';
import { AdmissionQueue } from './admission-queue.ts';
import { type Applicant, admitNode } from './admit-node.ts';
import {
  crowdedAnswer,
  fittingAnswer,
  notReadyAnswer,
  pendingAnswer,
  REFUSAL_CODES,
  refusalAnswer,
} from './answers.ts';
import { auditSpentKey } from './audit-spent-key.ts';
import { boundedBody } from './bounded-body.ts';
import { findRealmFacts, type RealmFacts } from './realm-facts.ts';
import { SourceLimits } from './source-limits.ts';

/** What the desk needs of its surroundings. */
export interface DeskDependencies {
  readonly prisma: PrismaClient;
  /** The realm's X25519 pair. */
  readonly realm: KeyPair;
  readonly brokerSecret: Uint8Array;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Wall clock. */
  now(): Date;
}

/** Why a request is not answered by a sealed message. */
type Rejection = 'mediaType' | 'tooLong' | 'limited' | 'unopened';

const REJECTIONS: Readonly<Record<Rejection, { status: number; words: string }>> = {
  mediaType: { status: 415, words: `An enrolment request is ${ENROLMENT_MEDIA_TYPE}.` },
  tooLong: { status: 413, words: `An enrolment request has at most ${MAX_ENROLMENT_MESSAGE_BYTES} bytes.` },
  limited: { status: 429, words: 'Too many enrolment requests from this address. Try again later.' },
  unopened: { status: 400, words: 'This is not an enrolment request for the realm of this console.' },
};

/** All that may become of a request, as it is counted. */
export const ENROLMENT_OUTCOMES: readonly string[] = [
  'admitted',
  'pending',
  'notReady',
  'crowded',
  ...Object.keys(REJECTIONS),
  ...REFUSAL_CODES,
];

/** Where devices are admitted: takes message 1 as the body of a POST and answers with message 2. */
export class EnrolmentDesk {
  readonly #dependencies: DeskDependencies;
  readonly #limits = new SourceLimits();
  readonly #queue = new AdmissionQueue();
  /** How often each of `ENROLMENT_OUTCOMES` was the answer since the start. */
  readonly #counts = new Map<string, number>();

  constructor(dependencies: DeskDependencies) {
    this.#dependencies = dependencies;
  }

  /** Those outcomes that there were, with their number since the start. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  async handle(request: Request): Promise<Response> {
    const address = clientAddress(request.headers.get('x-forwarded-for'));
    const from = { address, requestId: request.headers.get('x-request-id') ?? crypto.randomUUID() };
    const waitMs = this.#limits.tryFrom(address, performance.now());
    if (waitMs !== undefined) return this.#reject('limited', from, waitMs);
    if (request.headers.get('content-type') !== ENROLMENT_MEDIA_TYPE) return this.#reject('mediaType', from);
    const message = await boundedBody(request, MAX_ENROLMENT_MESSAGE_BYTES);
    if (message === undefined) return this.#reject('tooLong', from);
    const opened = this.#opened(message);
    if (opened === undefined) return this.#reject('unopened', from);
    const answer = await this.#answer(opened, from);
    const sealed = sealAnswer(nodePrimitives, opened.handshake, {
      ephemeralPrivateKey: randomBytes(32),
      answer,
    });
    const headers = { 'content-type': ENROLMENT_MEDIA_TYPE, 'cache-control': 'no-store' };
    return new Response(new Uint8Array(sealed), { headers });
  }

  #opened(message: Uint8Array): OpenedRequest | undefined {
    try {
      return openRequest(nodePrimitives, this.#dependencies.realm, message);
    } catch (error) {
      if (error instanceof DecodeError) return undefined;
      throw error;
    }
  }

  async #answer(opened: OpenedRequest, from: Origin): Promise<EnrolmentAnswer> {
    const { prisma } = this.#dependencies;
    const now = this.#dependencies.now();
    const request = readRequest(opened.payload);
    if (request === undefined) return this.#refused('malformed', from, undefined);
    const facts = await findRealmFacts(prisma, now);
    if (facts === undefined) {
      this.#note('notReady', from, { keyId: request.keyId });
      return notReadyAnswer();
    }
    const nodeKey = new Uint8Array(opened.nodeKey);
    return this.#decided({ nodeKey, request, now, ...from }, facts);
  }

  async #decided(applicant: Applicant, facts: RealmFacts): Promise<EnrolmentAnswer> {
    const decision = await this.#queue.run(() => admitNode(this.#dependencies.prisma, applicant));
    if (decision === undefined) {
      this.#note('crowded', applicant, { keyId: applicant.request.keyId });
      return crowdedAnswer();
    }
    if (decision.kind === 'refused') {
      const { code, spentKey } = decision;
      if (spentKey !== undefined)
        await auditSpentKey(this.#dependencies.prisma, { key: spentKey, applicant, code });
      return this.#refused(code, applicant, applicant.request.keyId);
    }
    const { node, isNew } = decision;
    this.#note(decision.kind, applicant, { node: node.id, isNew });
    if (decision.kind === 'pending') return pendingAnswer(node.id);
    const password = brokerPassword(this.#dependencies.brokerSecret, node.id, node.brokerEpoch);
    return fittingAnswer({
      v: 1,
      kind: 'admitted',
      nodeId: node.id,
      name: node.lastName,
      ...facts,
      broker: { ...facts.broker, username: node.id, password },
      // The applicant may have waited for its turn.
      serverTime: this.#dependencies.now().getTime(),
    });
  }

  #refused(
    code: Parameters<typeof refusalAnswer>[0],
    from: Origin,
    keyId: string | undefined,
  ): EnrolmentAnswer {
    this.#failed(code, from, { keyId });
    return refusalAnswer(code);
  }

  #reject(reason: Rejection, from: Origin, waitMs = 0): Response {
    if (reason === 'limited') this.#noteLimited(from, waitMs);
    else this.#failed(reason, from, {});
    const { status, words } = REJECTIONS[reason];
    const seconds = String(Math.ceil(waitMs / 1_000));
    return new Response(`${words}\n`, {
      status,
      headers: { 'cache-control': 'no-store', ...(waitMs > 0 && { 'retry-after': seconds }) },
    });
  }

  #failed(reason: string, { address, requestId }: Origin, fields: object): void {
    this.#limits.failedFrom(address, performance.now());
    const times = this.#count(reason);
    this.#dependencies.log.warn({ code: reason, times, address, requestId, ...fields }, 'enrolment refused');
  }

  #note(outcome: string, { address, requestId }: Origin, fields: object): void {
    const times = this.#count(outcome);
    this.#dependencies.log.info({ outcome, times, address, requestId, ...fields }, 'enrolment answered');
  }

  /** Whoever is limited may send thousands: the log has the first, the second, the fourth and so on. */
  #noteLimited({ address, requestId }: Origin, waitMs: number): void {
    const times = this.#count('limited');
    if ((times & (times - 1)) !== 0) return;
    this.#dependencies.log.warn({ code: 'limited', times, address, requestId, waitMs }, 'enrolment refused');
  }

  #count(outcome: string): number {
    const times = (this.#counts.get(outcome) ?? 0) + 1;
    this.#counts.set(outcome, times);
    return times;
  }
}

/** Where a request came from, for limits, log and audit. */
interface Origin {
  readonly address: string;
  readonly requestId: string;
}

function readRequest(payload: Uint8Array): EnrolmentRequest | undefined {
  try {
    return decodeRequest(payload);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

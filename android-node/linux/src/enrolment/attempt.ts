import { randomBytes } from 'node:crypto';
import { DecodeError, type KeyPair } from '@ntmobile/shared';
import {
  type AdmittedAnswer,
  ENROLMENT_MEDIA_TYPE,
  ENROLMENT_PATH,
  type EnrolmentAnswer,
  type EnrolmentInvitation,
  type EnrolmentRequest,
  MAX_ENROLMENT_MESSAGE_BYTES,
  openAnswer,
  type PendingEnrolment,
  sealRequest,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { connectionFault, responseFault } from './fault-words.ts';
import type { EnrolmentOutcome } from './retry.ts';

/** One try to enrol. */
export interface Attempt {
  readonly invitation: EnrolmentInvitation;
  /** The node's X25519 pair. */
  readonly local: KeyPair;
  readonly request: Omit<EnrolmentRequest, 'keyId' | 'secret'>;
  /** 15 s when left out. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

/**
 * Posts message 1 and opens message 2. Whatever is not this realm's answer to this very request is `unanswered`, with
 * a sentence of what it was.
 */
export async function attemptEnrolment(attempt: Attempt): Promise<EnrolmentOutcome<AdmittedAnswer>> {
  const { invitation, local, request } = attempt;
  const { consoleUrl, realmKey, keyId, secret } = invitation;
  const { message, pending } = sealRequest(nodePrimitives, {
    local,
    realmKey,
    ephemeralPrivateKey: randomBytes(32),
    request: { ...request, keyId, secret },
  });
  try {
    const response = await fetch(`${consoleUrl}${ENROLMENT_PATH}`, {
      method: 'POST',
      headers: { 'content-type': ENROLMENT_MEDIA_TYPE },
      body: new Uint8Array(message),
      // A network that wants a sign-in first redirects; what it redirects to is not the console.
      redirect: 'manual',
      signal: AbortSignal.timeout(attempt.timeoutMs ?? TIMEOUT_MS),
    });
    const answer = opened(pending, await boundedBytes(response));
    return answer === undefined ? unanswered(responseFault(response, consoleUrl)) : outcomeOf(answer);
  } catch (error) {
    return unanswered(connectionFault(error, consoleUrl));
  }
}

/** The realm's answer, or undefined when these bytes are none. */
function opened(pending: PendingEnrolment, body: Uint8Array): EnrolmentAnswer | undefined {
  try {
    return openAnswer(nodePrimitives, pending, body);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** The body, or what came of it when it is longer than an answer may be: that is none. */
async function boundedBytes(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > MAX_ENROLMENT_MESSAGE_BYTES) break;
  }
  return new Uint8Array(Buffer.concat(parts));
}

function outcomeOf(answer: EnrolmentAnswer): EnrolmentOutcome<AdmittedAnswer> {
  switch (answer.kind) {
    case 'admitted':
      return { kind: 'enrolled', result: answer };
    case 'pending':
      return { kind: 'pending', seconds: answer.seconds, nodeId: answer.nodeId };
    case 'busy':
      return unanswered(`the console asks to come again: ${answer.message}`);
    case 'refused':
      return { kind: 'refused', code: answer.code, message: answer.message };
    default:
      return answer satisfies never;
  }
}

function unanswered(why: string): EnrolmentOutcome<AdmittedAnswer> {
  return { kind: 'unanswered', why };
}

import {
  type AdmittedAnswer,
  type EnrolmentAnswer,
  encodeAnswer,
  PayloadTooLongError,
  type RefusalCode,
  SHORTEST_PENDING_SECONDS,
} from '@ntmobile/shared/enrolment';

const NEW_KEY = 'Ask for a new key: an operator makes one on the console’s page Enrol.';

const REFUSAL_WORDS: Readonly<Record<RefusalCode, string>> = {
  malformed:
    'The console did not understand the request. Install a newer version of the node or of the console.',
  stale:
    'An earlier request of this device carried a later time. Set the clock of this device, or give it back its state directory, and try again.',
  keyUnknown: `The console knows no such enrolment key. ${NEW_KEY}`,
  keyRevoked: `This enrolment key was revoked. ${NEW_KEY}`,
  keyExpired: `This enrolment key has expired. ${NEW_KEY}`,
  keyExhausted: `This enrolment key has admitted as many nodes as it may. ${NEW_KEY}`,
  nameInvalid: 'No name can be made of the wished one. Choose one with letters a to z or digits.',
  refused: 'Somebody turned this node away in the console. Ask them to approve it on the node’s page.',
  nodeDeleted: `This node was deleted in the console, and its key admits nobody any more. ${NEW_KEY}`,
  poolExhausted:
    'The realm has no free virtual address. Delete nodes in the console that are not needed any more, and try again.',
};

/** Why a request may be refused. */
export const REFUSAL_CODES = Object.keys(REFUSAL_WORDS);

/** The answer to a refused request. */
export function refusalAnswer(code: RefusalCode): EnrolmentAnswer {
  return { v: 1, kind: 'refused', code, message: REFUSAL_WORDS[code] };
}

/** The answer while a person has not decided. */
export function pendingAnswer(nodeId: string): EnrolmentAnswer {
  const message = 'Somebody has to approve this node in the console, on its page.';
  return { v: 1, kind: 'pending', nodeId, seconds: SHORTEST_PENDING_SECONDS, message };
}

/** The answer while the realm has no coordinator. */
export function notReadyAnswer(): EnrolmentAnswer {
  return { v: 1, kind: 'busy', seconds: 10, message: 'The realm has no running coordinator yet.' };
}

/** The answer while too many others wait. */
export function crowdedAnswer(): EnrolmentAnswer {
  return { v: 1, kind: 'busy', seconds: 10, message: 'Many devices enrol at this moment.' };
}

/**
 * An admission that fits its 4,096 bytes: relays, then coordinators are left out from the end. The node learns of
 * them by its configuration.
 */
export function fittingAnswer(answer: AdmittedAnswer): AdmittedAnswer {
  const { relays, coordinators } = answer;
  try {
    encodeAnswer(answer);
    return answer;
  } catch (error) {
    if (!(error instanceof PayloadTooLongError)) throw error;
  }
  if (relays.length > 0) return fittingAnswer({ ...answer, relays: relays.slice(0, -1) });
  if (coordinators.length > 1) return fittingAnswer({ ...answer, coordinators: coordinators.slice(0, -1) });
  throw new PayloadTooLongError('an admission without relays and with one coordinator does not fit');
}

import type { Enrolment } from '@ntmobile/node-core';
import { base64UrlDecode } from '@ntmobile/shared';
import { type AdmittedAnswer, pinnedKeysOf } from '@ntmobile/shared/enrolment';

/** What the core takes of an admission. Of two signing keys the first is the one in use. */
export function coreEnrolment(answer: AdmittedAnswer): Enrolment {
  const [recordKey] = pinnedKeysOf(answer);
  if (recordKey === undefined) throw new Error('the admission names no signing key');
  const { nodeId, name, realm } = answer;
  const coordinators = answer.coordinators.map(({ endpoints, publicKey }) => ({
    endpoints,
    publicKey: base64UrlDecode(publicKey),
  }));
  return { nodeId, name, coordinators, recordKey: recordKey.publicKey, realm };
}

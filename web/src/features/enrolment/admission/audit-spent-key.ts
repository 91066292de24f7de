import type { PrismaClient } from '@ntmobile/prisma';
import { base64UrlEncode } from '@ntmobile/shared';
import type { RefusalCode } from '@ntmobile/shared/enrolment';
import { auditRefusal } from '../../../auth/refusal-audit.ts';
import type { AdmissionKey } from './admission-repository.ts';
import type { Applicant } from './admit-node.ts';

/**
 * Tells the audit that a one-off key came again after its use: it may be in the wrong hands. Entries are
 * bounded for each key, whatever addresses it is brought from.
 */
export function auditSpentKey(
  prisma: PrismaClient,
  of: { key: AdmissionKey; applicant: Applicant; code: RefusalCode },
): Promise<void> {
  const { key, applicant, code } = of;
  const { address, requestId, now, nodeKey, request } = applicant;
  return auditRefusal(prisma, {
    action: 'enrolment_key.used_again',
    username: '',
    address,
    requestId,
    now,
    boundBy: key.id,
    about: {
      subjectKind: 'enrolment_key',
      subjectId: key.id,
      before: { label: key.label, useCount: key.useCount },
      after: { refused: code, deviceKey: base64UrlEncode(nodeKey), platform: request.platform },
    },
  });
}

import { DecodeError } from '@ntmobile/shared';
import { enrolmentStringOf, hashKeySecret, parseConsoleUrl } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { environment } from '../../../env.ts';
import { drawKeySecret } from '../../../keys/key-secret.ts';
import { audited } from '../../../trpc/audited.ts';
import { provedOperatorProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { submissionInput } from '../../../trpc/submission.ts';
import { qrPath } from '../../../ui/qr/qr-path.ts';
import { findRealm } from '../../realm/realm-repository.ts';
import { insertEnrolmentKey } from './key-repository.ts';

const HOUR_MS = 3_600_000;

export const createKeyInput = z
  .strictObject({
    label: plainText(64).trim().min(1, 'Give it a name.'),
    kind: z.enum(['oneOff', 'reusable']),
    /** Most nodes of a reusable key; null is no limit. */
    useLimit: z.int().min(1, 'At least one node.').max(1_000_000).nullable(),
    /** Hours until it ends; null is never. */
    expiresInHours: z.int().min(1).max(8_760).nullable(),
    approvalRequired: z.boolean(),
    submission: submissionInput,
  })
  .refine((input) => input.kind === 'reusable' || input.useLimit === null, {
    path: ['useLimit'],
    message: 'A one-off key admits one node.',
  });

/** Where the first answer was lost on its way, nobody has the secret. */
const MADE_BEFORE =
  'The first of the two made the key; its secret was shown once. Revoke it and make another.';

/** Makes a key. Its enrolment string is in this one answer and is kept nowhere. */
export const createKeyProcedure = provedOperatorProcedure
  .input(createKeyInput)
  .mutation(async ({ ctx, input }) => {
    const realm = await findRealm(ctx.prisma);
    if (realm === null) {
      throw new TRPCError({
        code: 'PRECONDITION_FAILED',
        message: 'The realm has no key yet: start the coordinator first.',
      });
    }
    const { id, secret } = drawKeySecret();
    const useLimit = input.kind === 'oneOff' ? 1 : input.useLimit;
    const expiresAt =
      input.expiresInHours === null ? null : new Date(ctx.now.getTime() + input.expiresInHours * HOUR_MS);
    const enrolmentString = enrolmentStringOf({
      consoleUrl: reachableConsole(realm.consoleUrl || environment().consoleUrl),
      realmKey: realm.enrolmentKey,
      keyId: id,
      secret,
    });
    await audited(
      ctx,
      async (tx) => {
        const { label, kind, approvalRequired } = input;
        await insertEnrolmentKey(tx, {
          id,
          secretHash: hashKeySecret(nodePrimitives, secret),
          label,
          reusable: kind === 'reusable',
          useLimit,
          approvalRequired,
          expiresAt,
          createdBy: ctx.user.id,
          createdAt: ctx.now,
        });
        const after = {
          label,
          kind,
          useLimit,
          approvalRequired,
          expiresAt: expiresAt?.toISOString() ?? null,
        };
        return {
          value: undefined,
          audit: { action: 'enrolment_key.created', subject: { kind: 'enrolment_key', id }, after },
        };
      },
      { key: input.submission, done: MADE_BEFORE },
    );
    return { id, label: input.label, enrolmentString, qr: qrPath(enrolmentString) };
  });

/** The console's address in the one form that nodes take. */
function reachableConsole(url: string): string {
  try {
    return parseConsoleUrl(url);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message: `Nodes cannot use ${url}: ${error.message}. Set NTM_CONSOLE_URL and start again.`,
    });
  }
}

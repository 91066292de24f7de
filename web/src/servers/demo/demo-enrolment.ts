import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrismaClient } from '@ntmobile/prisma';
import { bytesEqual, DecodeError } from '@ntmobile/shared';
import {
  type EnrolmentInvitation,
  enrolmentStringOf,
  hashKeySecret,
  parseEnrolmentString,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { writeKeyText } from '../../keys/key-files.ts';
import { drawKeySecret } from '../../keys/key-secret.ts';

/** Name of the file with the enrolment string of the demonstration's nodes, below the data directory. */
export const DEMO_ENROLMENT_FILE = 'demo-enrolment';

/** What the demonstration's nodes have to know. */
export interface DemoEnrolmentOptions {
  readonly prisma: PrismaClient;
  readonly dataDirectory: string;
  readonly consoleUrl: string;
  /** The realm's X25519 public key, 32 bytes. */
  readonly realmKey: Uint8Array;
}

/**
 * Sees to it that one enrolment key admits the demonstration's nodes and that its string stands in the data
 * directory, for its owner only. Both are made anew where one of them is missing or no longer good.
 */
export async function ensureDemoEnrolment(
  options: DemoEnrolmentOptions,
  now: Date,
): Promise<'kept' | 'made'> {
  const file = join(options.dataDirectory, DEMO_ENROLMENT_FILE);
  const found = await readInvitation(file);
  if (found !== undefined && (await isGood(found, options))) return 'kept';
  const { id: keyId, secret } = drawKeySecret();
  await options.prisma.$transaction(async (transaction) => {
    await revokeAll(transaction, now);
    await transaction.enrolmentKey.create({
      data: {
        id: keyId,
        secretHash: hashKeySecret(nodePrimitives, secret),
        label: 'Demonstration',
        reusable: true,
        demo: true,
        createdAt: now,
      },
      select: { id: true },
    });
  });
  const { consoleUrl, realmKey } = options;
  await writeKeyText(file, `${enrolmentStringOf({ consoleUrl, realmKey, keyId, secret })}\n`);
  return 'made';
}

/** The demonstration is off: its keys admit nobody any more. */
export async function endDemoEnrolment(
  { prisma, dataDirectory }: Pick<DemoEnrolmentOptions, 'prisma' | 'dataDirectory'>,
  now: Date,
): Promise<void> {
  await revokeAll(prisma, now);
  await rm(join(dataDirectory, DEMO_ENROLMENT_FILE), { force: true });
}

async function revokeAll(prisma: Pick<PrismaClient, 'enrolmentKey'>, now: Date): Promise<void> {
  await prisma.enrolmentKey.updateMany({ where: { demo: true, revokedAt: null }, data: { revokedAt: now } });
}

async function readInvitation(file: string): Promise<EnrolmentInvitation | undefined> {
  try {
    return parseEnrolmentString((await readFile(file, 'utf8')).trim());
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing || error instanceof DecodeError) return undefined;
    throw error;
  }
}

async function isGood(found: EnrolmentInvitation, wanted: DemoEnrolmentOptions): Promise<boolean> {
  const key = await wanted.prisma.enrolmentKey.findUnique({
    where: { id: found.keyId },
    select: { secretHash: true, demo: true, revokedAt: true },
  });
  return (
    key?.demo === true &&
    key.revokedAt === null &&
    bytesEqual(key.secretHash, hashKeySecret(nodePrimitives, found.secret)) &&
    found.consoleUrl === wanted.consoleUrl &&
    bytesEqual(found.realmKey, wanted.realmKey)
  );
}

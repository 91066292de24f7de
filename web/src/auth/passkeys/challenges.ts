import { createHash, randomBytes } from 'node:crypto';
import type { PrismaClient } from '@ntmobile/prisma';
import { sourceOf } from '../source-windows.ts';

/** What a challenge is for; it is taken for nothing else. */
export type ChallengePurpose = 'add' | 'signIn' | 'factor' | 'proof';

/** How long the person has for the authenticator. */
export const CHALLENGE_LIFETIME_MS = 5 * 60_000;
const CHALLENGE_BYTES = 32;
/**
 * Open challenges of one source, and of everywhere: strangers may ask for them, so their rows are bounded. Those of a
 * known person are counted by themselves, so that no stranger uses them up.
 */
const SOURCE_LIMIT = 60;
const WHOLE_LIMIT = 20_000;

/** More challenges are open than one may have. */
export class TooManyChallengesError extends Error {
  override readonly name = 'TooManyChallengesError';
}

/** Draws a challenge (32 random bytes). TooManyChallengesError beyond the limits. */
export async function drawChallenge(
  prisma: PrismaClient,
  of: { purpose: ChallengePurpose; userId: string | null; address: string; now: Date },
): Promise<Uint8Array<ArrayBuffer>> {
  const { purpose, userId, now } = of;
  const address = sourceOf(of.address);
  const open = { userId, expiresAt: { gt: now } };
  const [fromSource, whole] = await Promise.all([
    prisma.passkeyChallenge.count({ where: { ...open, address } }),
    prisma.passkeyChallenge.count({ where: open }),
  ]);
  if (fromSource >= SOURCE_LIMIT || whole >= WHOLE_LIMIT)
    throw new TooManyChallengesError('Too many are open');
  const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
  const expiresAt = new Date(now.getTime() + CHALLENGE_LIFETIME_MS);
  const hash = hashOf(Buffer.from(challenge).toString('base64url'));
  await prisma.passkeyChallenge.create({
    data: { hash, purpose, userId, address, expiresAt },
    select: { expiresAt: true },
  });
  return challenge;
}

/** Takes a challenge (base64url) once; false when it is unknown, old, of somebody else, or for something else. */
export async function takeChallenge(
  prisma: PrismaClient,
  challenge: string,
  of: { purpose: ChallengePurpose; userId: string | null; now: Date },
): Promise<boolean> {
  const { purpose, userId, now } = of;
  const taken = await prisma.passkeyChallenge.deleteMany({
    where: { hash: hashOf(challenge), purpose, userId, expiresAt: { gt: now } },
  });
  return taken.count > 0;
}

function hashOf(challenge: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(challenge).digest());
}

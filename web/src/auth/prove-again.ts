import type { PrismaClient } from '@ntmobile/prisma';
import { takePasskey } from './passkeys/take-passkey.ts';
import { passwordMatches } from './password.ts';
import { type Factors, findFactors } from './second-factor/second-factor-repository.ts';
import { takeCode } from './second-factor/take-code.ts';
import { keepProof, PROOF_MISS_LIMIT, reserveProofTry, returnProofTry } from './session-proof.ts';
import { type CurrentUser, endSession } from './session-repository.ts';

/** What a person brings to prove themselves again; empty what they do not bring. */
export interface AgainProof {
  readonly password: string;
  readonly code: string;
  readonly passkey: string;
}

/** How a person proves themselves again: at the provider, by what they have beside their password, or by that. */
export interface ProofWays {
  readonly provider: boolean;
  readonly password: boolean;
  readonly code: boolean;
  readonly passkey: boolean;
}

export type AgainResult = 'proved' | 'missed' | 'ended';

/** The ways that a person has. Who has a second factor proves that one: a thief may know the password by now. */
export async function proofWays(prisma: PrismaClient, userId: string): Promise<ProofWays> {
  return (await waysOf(prisma, userId)).ways;
}

/**
 * Takes the proof of a session's person and keeps its time. The fifth miss in a row ends the session, so that a stolen
 * cookie is worth five guesses; the account itself is not locked by it.
 */
export async function proveAgain(
  prisma: PrismaClient,
  user: CurrentUser,
  of: { proof: AgainProof; address: string; requestId: string; now: Date },
): Promise<AgainResult> {
  const { now } = of;
  const misses = await reserveProofTry(prisma, user.sessionId, now);
  if (misses === undefined) return 'ended';
  const proved = await isProved(prisma, user, of).catch(async (error: unknown) => {
    // What was not looked at is no miss.
    await returnProofTry(prisma, user.sessionId);
    throw error;
  });
  if (proved) {
    return (await keepProof(prisma, user.sessionId, now)) ? 'proved' : 'ended';
  }
  const ended = misses >= PROOF_MISS_LIMIT;
  if (ended) await endSession(prisma, user.sessionId, now);
  await prisma.auditEntry.create({
    data: {
      at: now,
      actorKind: 'user',
      actorId: user.id,
      actorName: user.username,
      action: ended ? 'session.ended_by_misses' : 'proof.refused',
      subjectKind: 'session',
      subjectId: user.sessionId,
      address: of.address,
      requestId: of.requestId,
    },
    select: { id: true },
  });
  return ended ? 'ended' : 'missed';
}

async function isProved(
  prisma: PrismaClient,
  user: CurrentUser,
  of: { proof: AgainProof; address: string; requestId: string; now: Date },
): Promise<boolean> {
  const { proof, address, requestId, now } = of;
  const { id: userId, username } = user;
  const { ways, passwordHash } = await waysOf(prisma, userId);
  if (ways.passkey && proof.passkey !== '') {
    const asked = { response: proof.passkey, purpose: 'proof', userId, address, requestId, now } as const;
    return (await takePasskey(prisma, asked)) !== undefined;
  }
  if (ways.code && proof.code !== '') {
    const brought = { userId, username, code: proof.code, address, requestId, now };
    return (await takeCode(prisma, brought)) !== undefined;
  }
  return ways.password && passwordMatches(proof.password, passwordHash);
}

async function waysOf(
  prisma: PrismaClient,
  userId: string,
): Promise<{ ways: ProofWays; passwordHash: string | null }> {
  const [user, factors] = await Promise.all([
    prisma.user.findUnique({ where: { id: userId }, select: { passwordHash: true } }),
    findFactors(prisma, userId),
  ]);
  const passwordHash = user?.passwordHash ?? null;
  return { ways: waysWith(passwordHash, factors), passwordHash };
}

function waysWith(passwordHash: string | null, factors: Factors): ProofWays {
  const provider = passwordHash === null;
  const code = !provider && (factors.app !== undefined || factors.codesLeft > 0);
  const passkey = !provider && factors.passkeys > 0;
  return { provider, code, passkey, password: !provider && !code && !passkey };
}

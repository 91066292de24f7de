import type { Passkey, PrismaClient } from '@ntmobile/prisma';
import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { environment } from '../../env.ts';
import { auditRefusal } from '../refusal-audit.ts';
import { parseAssertion } from './authenticator-answer.ts';
import { type ChallengePurpose, takeChallenge } from './challenges.ts';
import { findPasskey, keepUse } from './passkey-repository.ts';
import { relyingParty } from './relying-party.ts';
import { verifiedAnswer } from './verified-answer.ts';

/** Whose passkey it was, and which. */
export interface TakenPasskey {
  readonly userId: string;
  readonly passkeyId: string;
}

interface Asked {
  /** What the browser wrote down of the authenticator's answer. */
  readonly response: string;
  readonly purpose: Exclude<ChallengePurpose, 'add'>;
  /** Whose passkey it must be; anybody's where left out, and then the authenticator must have verified the person. */
  readonly userId?: string;
  /** From where it came, and with which request, for the audit. */
  readonly address: string;
  readonly requestId: string;
  readonly now: Date;
}

/**
 * Takes the signature of a passkey over a challenge of ours, which it uses up. Undefined when anything is wrong: host,
 * origin, challenge, signature, person, or a counter that did not rise, which tells of a copy and is audited.
 */
export async function takePasskey(prisma: PrismaClient, of: Asked): Promise<TakenPasskey | undefined> {
  const response = parseAssertion(of.response);
  const passkey = response && (await findPasskey(prisma, response.id));
  if (!passkey || (of.userId !== undefined && passkey.userId !== of.userId)) return undefined;
  const counter = await verifiedCounter(prisma, { ...of, answer: response, passkey });
  if (counter === undefined) return undefined;
  const { id, userId } = passkey;
  const kept = await keepUse(prisma, { id, from: passkey.counter, to: BigInt(counter), now: of.now });
  return kept ? { userId, passkeyId: id } : undefined;
}

async function verifiedCounter(
  prisma: PrismaClient,
  of: Asked & { answer: AuthenticationResponseJSON; passkey: Passkey },
): Promise<number | undefined> {
  const party = relyingParty(environment().consoleUrl);
  if (party === undefined) return undefined;
  const { answer, passkey, purpose, now } = of;
  const verified = await verifiedAnswer({
    userId: passkey.userId,
    takeChallenge: (challenge) =>
      takeChallenge(prisma, challenge, { purpose, userId: of.userId ?? null, now }),
    verify: (expectedChallenge) =>
      verifyAuthenticationResponse({
        response: answer,
        expectedChallenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: of.userId === undefined,
        // Compared below: here it would be before the signature, and anybody could make it look like a copy.
        credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
      }),
  });
  if (!verified?.verified) return undefined;
  const counter = verified.authenticationInfo.newCounter;
  const before = Number(passkey.counter);
  // An authenticator that keeps no counter says 0 each time.
  if (counter > before || (counter === 0 && before === 0)) return counter;
  const { address, requestId } = of;
  await auditRefusal(prisma, {
    action: 'passkey.counter_refused',
    username: '',
    address,
    requestId,
    now,
    about: {
      subjectKind: 'user',
      subjectId: passkey.userId,
      before: { name: passkey.name, counter: before },
      after: { counter },
    },
  });
  return undefined;
}

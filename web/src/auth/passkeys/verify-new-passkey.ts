import type { PrismaClient } from '@ntmobile/prisma';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { parseAttestation } from './authenticator-answer.ts';
import { takeChallenge } from './challenges.ts';
import type { RelyingParty } from './relying-party.ts';
import { verifiedAnswer } from './verified-answer.ts';

/** A passkey that an authenticator just made. */
export interface NewPasskey {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: bigint;
  readonly transports: string[];
}

/** The passkey in an authenticator's answer to a challenge of this person, which it uses up; undefined when it is none. */
export async function verifyNewPasskey(
  prisma: PrismaClient,
  of: { response: string; userId: string; party: RelyingParty; now: Date },
): Promise<NewPasskey | undefined> {
  const response = parseAttestation(of.response);
  if (response === undefined) return undefined;
  const { userId, party, now } = of;
  const verified = await verifiedAnswer({
    userId,
    takeChallenge: (challenge) => takeChallenge(prisma, challenge, { purpose: 'add', userId, now }),
    verify: (expectedChallenge) =>
      verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: false,
      }),
  });
  if (verified?.registrationInfo === undefined) return undefined;
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  return {
    id,
    publicKey: new Uint8Array(publicKey),
    counter: BigInt(counter),
    transports: [...(transports ?? [])],
  };
}

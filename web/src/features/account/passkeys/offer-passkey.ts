import { generateRegistrationOptions } from '@simplewebauthn/server';
import { CHALLENGE_LIFETIME_MS } from '../../../auth/passkeys/challenges.ts';
import { passkeyChallenge, passkeyParty } from '../../../auth/passkeys/passkey-options.ts';
import { listPasskeys } from '../../../auth/passkeys/passkey-repository.ts';
import { environment } from '../../../env.ts';
import { provedProcedure } from '../../../trpc/init.ts';
import { findRealm } from '../../realm/realm-repository.ts';
import { requirePassword } from '../account-repository.ts';

/** What the browser asks an authenticator to make a passkey of; one that has the caller's already is left out. */
export const offerPasskeyProcedure = provedProcedure
  .meta({ access: 'viewer', proof: 'fresh', beforeFactor: true })
  .mutation(async ({ ctx }) => {
    const { prisma, address, now, user } = ctx;
    const party = passkeyParty();
    await requirePassword(prisma, user.id);
    const [realm, known] = await Promise.all([findRealm(prisma), listPasskeys(prisma, user.id)]);
    return generateRegistrationOptions({
      rpName: `NTMobile ${realm?.domain ?? environment().realmDomain}`,
      rpID: party.id,
      userName: user.username,
      userID: new Uint8Array(Buffer.from(user.id.replaceAll('-', ''), 'hex')),
      challenge: await passkeyChallenge(prisma, { purpose: 'add', userId: user.id, address, now }),
      timeout: CHALLENGE_LIFETIME_MS,
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
  });

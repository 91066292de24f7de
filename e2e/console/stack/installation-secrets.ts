import type { PrismaClient } from '@ntmobile/prisma';
import { openSecret } from '../../../web/src/auth/second-factor/sealed-secret.ts';
import { timeSecretText } from '../../../web/src/auth/second-factor/time-code.ts';
import { brokerPassword, serverPassword } from '../../../web/src/keys/broker-password.ts';
import { loadBrokerSecret, loadSecondFactorKey } from '../../../web/src/keys/load-keys.ts';
import { keyFileLines } from '../../fleet/key-file-lines.ts';
import { PEOPLE } from '../people.ts';

/** Everything secret that the system under test has and that can be reckoned from its database and its key files. */
export async function installationSecrets(prisma: PrismaClient, dataDirectory: string): Promise<string[]> {
  const brokerSecret = await loadBrokerSecret(dataDirectory);
  const nodes = await prisma.node.findMany({ select: { id: true, brokerEpoch: true } });
  return [
    ...keyFileLines(dataDirectory),
    ...Object.values(PEOPLE).map(({ password }) => password),
    decodeURIComponent(new URL(process.env.E2E_DATABASE_URL ?? '').password),
    serverPassword(brokerSecret),
    ...nodes.map(({ id, brokerEpoch }) => brokerPassword(brokerSecret, id, brokerEpoch)),
    ...(await appSecrets(prisma, dataDirectory)),
  ];
}

/** What authenticator apps were given, as people type it. */
async function appSecrets(prisma: PrismaClient, dataDirectory: string): Promise<string[]> {
  const key = await loadSecondFactorKey(dataDirectory);
  const factors = await prisma.secondFactor.findMany({ select: { userId: true, sealedSecret: true } });
  return factors.map(
    ({ userId, sealedSecret }) =>
      timeSecretText(openSecret(key, userId, sealedSecret), { issuer: '', username: '' }).base32,
  );
}

import type { PrismaClient } from '@ntmobile/prisma';

/** The row of a realm as the coordinator makes it, with keys of zeros. */
export function makeRealm(prisma: PrismaClient) {
  return prisma.realmSettings.create({
    data: {
      name: 'tests',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00::/64',
      enrolmentKey: new Uint8Array(32),
      signingKey: new Uint8Array(32),
      consoleUrl: 'http://localhost:3000',
    },
  });
}

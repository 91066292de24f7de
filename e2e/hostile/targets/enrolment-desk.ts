import { randomBytes } from 'node:crypto';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode, concatBytes, type KeyPair, tai64nAfter, utf8Encode } from '@ntmobile/shared';
import { ENROLMENT_MEDIA_TYPE, hashKeySecret } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { writeFirst } from '../../../shared/src/noise/ik-handshake.ts';
import { EnrolmentDesk } from '../../../web/src/features/enrolment/admission/enrolment-desk.ts';
import { EnrollingDevice } from '../../../web/src/features/enrolment/admission/testing/enrolling-device.ts';
import type { HostileTarget } from '../hostile-target.ts';

const NOW = new Date('2026-11-24T08:00:00.000Z');
/** As `shared/src/enrolment/exchange.ts` has it; sealing there takes no payload but a right one. */
const PROTOCOL = { pattern: 'IK', prologue: utf8Encode('NTM enrol 1') } as const;
/** First byte of an input: a body as it is, or a payload that a hostile device seals as it should. */
const [AS_IT_IS, SEALED] = [0, 1];
const AT_ONCE = 16;
const secretOf = (keyId: string) => keyId.padEnd(43, '-');

function drawKeys() {
  const privateKey = new Uint8Array(randomBytes(32));
  return { privateKey, publicKey: new Uint8Array(nodePrimitives.x25519PublicKey(privateKey)) };
}

function sealed(realmKey: Uint8Array, payload: Uint8Array): Uint8Array {
  const written = writeFirst(nodePrimitives, PROTOCOL, {
    local: drawKeys(),
    remotePublicKey: realmKey,
    ephemeralPrivateKey: randomBytes(32),
    payload,
  });
  if (written === undefined) throw new Error('the key of the realm is of small order');
  const { ephemeralPublicKey, sealedStatic, sealedPayload } = written.message;
  return concatBytes(ephemeralPublicKey, sealedStatic, sealedPayload);
}

/** A realm with one key that admits, and two that admit nobody any more. */
async function makeRealm(prisma: PrismaClient, enrolmentKey: Uint8Array): Promise<void> {
  await prisma.realmSettings.create({
    data: {
      id: 1,
      name: 'ntm.internal',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd12:3456:789a::/64',
      enrolmentKey: new Uint8Array(enrolmentKey),
      signingKey: new Uint8Array(randomBytes(32)),
      caCertificate: '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n',
      consoleUrl: 'http://192.0.2.10:3000',
      brokerEndpoint: '192.0.2.10:8883',
    },
  });
  await prisma.dcWorker.create({
    data: { id: 'w', publicKey: drawKeys().publicKey, endpoints: ['192.0.2.10:3479'], heartbeatAt: NOW },
  });
  const key = (id: string) => ({
    id,
    secretHash: hashKeySecret(nodePrimitives, secretOf(id)),
    label: 'Tills',
    reusable: true,
    useLimit: null,
  });
  await prisma.enrolmentKey.create({ data: key('good') });
  await prisma.enrolmentKey.create({ data: { ...key('revoked'), revokedAt: NOW } });
  await prisma.enrolmentKey.create({ data: { ...key('spent'), useLimit: 1, useCount: 1 } });
}

/** Requests that a device of a hostile person seals: none of their keys admits. */
function payloads(): readonly Uint8Array[] {
  const stamp = base64UrlEncode(tai64nAfter(NOW.getTime()));
  const request = (keyId: string) => {
    const secret = secretOf(keyId);
    return { v: 1, keyId, secret, agent: 'test 1', platform: 'linux', stamp };
  };
  return [
    { ...request('revoked'), name: 'a till' },
    { ...request('spent'), name: '-.-/../#+$SYS ' },
    { ...request('spent'), name: 'x'.repeat(255) },
    { ...request('good'), secret: 'w'.repeat(43) },
    request('unknown'),
  ].map((value) => utf8Encode(JSON.stringify(value)));
}

/** A desk, and requests on their way to it. */
class TriedDesk {
  readonly desk: EnrolmentDesk;
  readonly #underWay = new Set<Promise<unknown>>();
  #handed = 0;

  constructor(prisma: PrismaClient, realm: KeyPair) {
    const log = { info: () => {}, warn: () => {} };
    this.desk = new EnrolmentDesk({ prisma, realm, brokerSecret: randomBytes(32), log, now: () => NOW });
  }

  /** Each comes from an address of its own, so that no limit of sources answers in place of the desk. */
  post(body: Uint8Array): Promise<Response> {
    this.#handed += 1;
    const address = `10.${(this.#handed >> 16) & 255}.${(this.#handed >> 8) & 255}.${this.#handed & 255}`;
    const headers = { 'content-type': ENROLMENT_MEDIA_TYPE, 'x-forwarded-for': address };
    const request = { method: 'POST', headers, body: new Uint8Array(body) };
    return this.desk.handle(new Request('http://console/api/enrol', request));
  }

  /** The same beside some others; resolves when there is room for the next. */
  async postBeside(body: Uint8Array): Promise<void> {
    const answered: Promise<unknown> = this.post(body).finally(() => this.#underWay.delete(answered));
    this.#underWay.add(answered);
    if (this.#underWay.size >= AT_ONCE) await Promise.race(this.#underWay);
  }

  async allAnswered(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  get answers(): number {
    return Object.values(this.desk.counts()).reduce((sum, count) => sum + count, 0);
  }
}

/** Where devices ask to be admitted: bodies of any kind, and what a device seals that nobody invited. */
export const enrolmentDesk: HostileTarget = {
  name: 'console: enrolment requests',
  inputs: 3_000,
  longest: 6_000,
  async start() {
    const database = await startTemporaryDatabase();
    const prisma = createPrismaClient(database.url);
    const realm = drawKeys();
    await makeRealm(prisma, realm.publicKey);
    const tried = new TriedDesk(prisma, realm);
    const device = (keyId: string) =>
      new EnrollingDevice({ realmKey: realm.publicKey, keyId, secret: secretOf(keyId) });
    const genuine = device('good').request({ name: 'genuine' }).message;
    await tried.post(genuine);
    const captured = [
      genuine,
      device('revoked').request().message,
      sealed(realm.publicKey, utf8Encode('{}')),
    ];
    return {
      seeds: [
        ...captured.map((message) => Uint8Array.of(AS_IT_IS, ...message)),
        ...payloads().map((payload) => Uint8Array.of(SEALED, ...payload)),
      ],
      take(input) {
        const rest = input.subarray(1);
        return tried.postBeside((input[0] ?? 0) % 2 === SEALED ? sealed(realm.publicKey, rest) : rest);
      },
      settle: () => tried.allAnswered(),
      processed: () => tried.answers,
      held: async () => ({
        rows: await dumpDatabase(database.url),
        limited: tried.desk.counts().limited ?? 0,
      }),
      async serves() {
        const { message, open } = device('good').request({ name: 'after' });
        const answer = await open(await tried.post(message));
        if (answer.kind !== 'admitted') throw new Error('a genuine device is not admitted any more');
      },
      async stop() {
        await prisma.$disconnect();
        await database.stop();
      },
    };
  },
};

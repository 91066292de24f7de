import { randomBytes } from 'node:crypto';
import { dumpDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode, tai64nAfter } from '@ntmobile/shared';
import { sealRequest } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, it } from 'vitest';
import { claimedName } from '../../../../../shared/src/testing/claimed-names.ts';
import { repeatableNumbers } from '../../../../../shared/src/testing/hostile-input.ts';
import { MOST_TOLD } from '../../../auth/refusal-audit.ts';
import {
  admitted,
  codeOf,
  database,
  desk,
  enrol,
  invite,
  logged,
  post,
  prisma,
  realm,
  setUpDesk,
} from './testing/desk-fixture.ts';
import type { EnrollingDevice, RequestChange } from './testing/enrolling-device.ts';

setUpDesk();

/** `NTM_HOSTILE_INPUTS=10000 npx vitest run claimed-identity` is a long run. */
const TRIES = Number(process.env.NTM_HOSTILE_INPUTS ?? 2_000);
/** Each of them takes one of the realm's addresses. */
const NEWCOMERS = 100;
const LABEL = 'till-7';
const DOMAIN = 'ntm.internal';
const ONE_OFF = { reusable: false, useLimit: 1 };

// Taking down where each of thousands of refusals happened would take most of the time.
Object.assign(Error, { stackTraceLimit: 0 });

const next = repeatableNumbers(7);
let sources = 0;
/** Each try comes from elsewhere, so that no limit of sources answers in place of the desk. */
function elsewhere(): string {
  sources += 1;
  return `10.${(sources >> 16) & 255}.${(sources >> 8) & 255}.${sources & 255}`;
}

/** A node, and an attacker that is enrolled by a key of its own, which is used up. */
async function realmOfTwo() {
  const [victimsKey, ownKey] = [await invite(), await invite(ONE_OFF)];
  const victim = victimsKey.device();
  const { nodeId } = admitted(await enrol(victim, { name: LABEL }));
  const row = await prisma.node.findUniqueOrThrow({ where: { id: nodeId } });
  const self = ownKey.device();
  const own = admitted(await enrol(self, { name: 'attacker' }));
  return { victimsKey, ownKey, victim, row, self, own };
}
type RealmOfTwo = Awaited<ReturnType<typeof realmOfTwo>>;

/** A request's wish, and fields beyond the protocol where others say who a node is. */
function claim({ row, victim }: RealmOfTwo): RequestChange {
  const { id, virtualIpv4, virtualIpv6 } = row;
  const [staticKey, name] = [base64UrlEncode(victim.publicKey), claimedName(LABEL, DOMAIN, next)];
  const beyond = {
    id,
    nodeId: id,
    virtualIpv4,
    virtualIpv6,
    addresses: [virtualIpv4],
    staticKey,
    lastName: name,
  };
  const chosen = Object.entries(beyond).filter(() => next() % 2 === 0);
  return { name, ...Object.fromEntries(chosen) };
}

/** Message 1 that says it is of the victim's key, or another spelling of it, by a private key of the sender's own. */
function underVictimsKey(of: RealmOfTwo): Uint8Array {
  const publicKey = of.victim.publicKey.slice();
  // X25519 does not look at this bit: both are one point.
  if (next() % 2 === 0) publicKey[31] = (publicKey[31] as number) ^ 0x80;
  const { keyId, secret } = of.ownKey.invitation;
  const stamp = tai64nAfter(4_000_000_000_000);
  const request = { keyId, secret, agent: 'test 1', platform: 'linux', stamp, ...claim(of) } as const;
  const local = { privateKey: randomBytes(32), publicKey };
  const ephemeralPrivateKey = randomBytes(32);
  return sealRequest(nodePrimitives, { local, realmKey: realm.publicKey, ephemeralPrivateKey, request })
    .message;
}

async function answerTo(device: EnrollingDevice, change: RequestChange): Promise<string> {
  const answer = await enrol(device, change, elsewhere());
  return answer.kind === 'admitted' ? `${answer.name} ${answer.nodeId}` : codeOf(answer);
}

/** Each way of asking to be the victim, by the answer that it has unless the wish is no text that a person writes. */
const WAYS: readonly ((of: RealmOfTwo) => { readonly due: string; readonly answer: Promise<string> })[] = [
  // Whoever is enrolled stays who it is, whatever it says.
  (of) => ({ due: `attacker ${of.own.nodeId}`, answer: answerTo(of.self, claim(of)) }),
  (of) => ({ due: 'keyExhausted', answer: answerTo(of.ownKey.device(), claim(of)) }),
  (of) => {
    const secret = base64UrlEncode(randomBytes(32));
    return { due: 'keyUnknown', answer: answerTo(of.victimsKey.device(), { ...claim(of), secret }) };
  },
  (of) => {
    const answer = post(underVictimsKey(of), { 'x-forwarded-for': elsewhere() });
    return { due: 'status 400', answer: answer.then(({ status }) => `status ${status}`) };
  },
];

/** Each way is gone once in a round. */
const ROUNDS = Math.ceil(TRIES / WAYS.length);

/** Every row but the audit's, and the stamps of devices other than the victim: each try with a key has one. */
async function held({ victim }: RealmOfTwo) {
  const rows = new Map(await dumpDatabase(database.url));
  rows.delete('audit_entries');
  rows.delete('enrolment_stamps');
  const stamp = await prisma.enrolmentStamp.findUniqueOrThrow({ where: { staticKey: victim.publicKey } });
  return { rows, stamp };
}

it(`refuses ${TRIES} tries of an enrolled node to be another one, whose record stays`, {
  timeout: 3_600_000,
}, async () => {
  const of = await realmOfTwo();
  const before = await held(of);
  for (let round = 0; round < ROUNDS; round++) {
    const tries = WAYS.map((way) => way(of));
    const answers = await Promise.all(tries.map(({ answer }) => answer));
    for (const [at, { due }] of tries.entries()) expect([due, 'malformed']).toContain(answers[at]);
  }
  expect(await held(of)).toEqual(before);
  const { admitted: welcomed = 0, malformed = 0, keyExhausted = 0, keyUnknown = 0, unopened } = desk.counts();
  expect(welcomed - 2 + malformed + keyExhausted + keyUnknown).toBe(ROUNDS * (WAYS.length - 1));
  expect(malformed).toBeLessThan(ROUNDS);
  expect(unopened).toBe(ROUNDS);

  // Those refused are in the log; in the audit, as many as one key may leave there.
  expect(logged.filter((line) => line.startsWith('enrolment refused'))).toHaveLength(
    malformed + keyExhausted + keyUnknown + ROUNDS,
  );
  const entries = await prisma.auditEntry.findMany({ where: { action: { not: 'node.enrolled' } } });
  expect(entries).toHaveLength(Math.min(MOST_TOLD, keyExhausted));
  for (const { action, subjectId } of entries)
    expect([action, subjectId]).toEqual(['enrolment_key.used_again', of.ownKey.id]);
});

it(`gives ${NEWCOMERS} devices of a key that admits names and addresses of their own, however they ask for those of another`, {
  timeout: 120_000,
}, async () => {
  const of = await realmOfTwo();
  const before = await held(of);
  const key = await invite();
  for (let newcomer = 0; newcomer < NEWCOMERS; newcomer++) {
    const answer = await enrol(key.device(), claim(of), elsewhere());
    expect(['admitted', 'malformed']).toContain(codeOf(answer));
  }
  const nodes = await prisma.node.findMany();
  expect(nodes.length).toBeGreaterThan(NEWCOMERS / 2);
  for (const column of ['id', 'name', 'virtualIpv4', 'virtualIpv6'] as const)
    expect(new Set(nodes.map((node) => node[column])).size).toBe(nodes.length);
  for (const { name } of nodes) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
  expect(nodes.find(({ id }) => id === of.row.id)).toEqual(of.row);
  expect((await held(of)).stamp).toEqual(before.stamp);
});

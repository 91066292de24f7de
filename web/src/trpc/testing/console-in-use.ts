import type { ConfigSections } from '@ntmobile/shared/fleet';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { SoftAuthenticator } from '../../auth/passkeys/testing/soft-authenticator.ts';
import { CONSOLE, codeOf, NOW, startPeople } from './people.ts';

export let people: Awaited<ReturnType<typeof startPeople>>;

/** A console on a database of its own, with a realm and nothing else before each test. */
export function setUpConsole(): void {
  beforeAll(async () => {
    people = await startPeople();
  });
  afterAll(() => people.stop());
  beforeEach(async () => {
    await people.empty();
    await people.prisma.node.deleteMany();
    await people.prisma.enrolmentKey.deleteMany();
    await people.prisma.fleetConfig.deleteMany();
    await people.makeRealm();
  });
}

/** A call of a procedure: by whom, and with what. */
export interface Call {
  /** Session of the caller; undefined is a stranger. */
  readonly by: string | undefined;
  readonly input?: unknown;
  /** Source address, where it is not the usual one. */
  readonly from?: string;
}
const NODE_ID = 'a'.repeat(26);

/** Sections that the realm accepts, told apart by the interval. */
export const sections = (intervalSeconds: number): ConfigSections => ({
  dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds },
});

/** An operator, and an admin. */
export const ops = () => people.somebody('ops', 'operator');
export const boss = () => people.somebody('boss', 'admin');
type Somebody = Awaited<ReturnType<typeof ops>>;

/** Somebody whose authenticator app is on. */
export async function withApp(person: Somebody): Promise<Somebody> {
  const { base32 } = await person.api.account.offerSecondFactor();
  await person.api.account.confirmSecondFactor({ code: codeOf(base32) });
  return person;
}

/** The session of somebody with a passkey, and what keeps it. */
export async function withPasskey(person: Somebody) {
  const device = new SoftAuthenticator(CONSOLE);
  const response = device.register(await person.api.account.offerPasskey());
  await person.api.account.addPasskey({ name: 'phone', response });
  return { by: person.sessionId, device };
}

/** A second session of a person, as a browser elsewhere would have it. */
export async function elsewhere(person: Somebody): Promise<string> {
  const session = { address: '198.51.100.1', userAgent: 'a browser', createdAt: NOW, lastSeenAt: NOW };
  const expiresAt = new Date(NOW.getTime() + 3.6e6);
  const made = { jti: 'elsewhere', userId: person.id, expiresAt, ...session };
  return (await people.prisma.userSession.create({ data: made })).jti;
}

async function node(of: { approval?: 'pending'; enrolmentKeyId?: string } = {}): Promise<string> {
  const staticKey = Buffer.alloc(32, 7);
  const named = { name: 'till-1', lastName: 'till-1' };
  await people.prisma.node.create({ data: { id: NODE_ID, ...named, staticKey, ...of } });
  return NODE_ID;
}

/** A call about a node that is made for it. */
export async function aboutNode(person: Somebody, more: object, approval?: 'pending'): Promise<Call> {
  const nodeId = await node(approval === undefined ? {} : { approval });
  return { by: person.sessionId, input: { nodeId, ...more } };
}

/** A key that admits three more. */
export async function key(): Promise<string> {
  const secretHash = Buffer.alloc(32, 9);
  const of = { id: 'key-1', label: 'Tills', reusable: true, useLimit: 5, useCount: 2 };
  return (await people.prisma.enrolmentKey.create({ data: { ...of, secretHash } })).id;
}

/** The same, revoked, with a node that it admitted. */
export async function revokedKey(): Promise<string> {
  const id = await key();
  await people.prisma.enrolmentKey.update({ where: { id }, data: { revokedAt: NOW } });
  await node({ enrolmentKeyId: id });
  return id;
}

/** Keeps a draft; its hash. */
export async function draft({ api }: Somebody, intervalSeconds: number): Promise<string> {
  const { draft: seen } = await api.config.get();
  const saved = { sections: sections(intervalSeconds), seenDraft: seen?.hash ?? null };
  const result = await api.config.saveDraft(saved);
  if (!result.saved) throw new Error(JSON.stringify(result.issues));
  return result.hash;
}

/** A node that has the sections in force, and a draft that would change them. */
export async function draftBesideForce(person: Somebody): Promise<string> {
  await node();
  const inForce = { hash: await draft(person, 60), expectedCount: 1 };
  await person.api.config.push({ target: { kind: 'all' }, ...inForce });
  return draft(person, 90);
}

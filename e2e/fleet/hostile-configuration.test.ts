/** What a broker in the wrong hands can do with configurations, tried by delivery: nothing that a node takes. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { base64UrlDecode, base64UrlEncode, utf8Encode } from '@ntmobile/shared';
import { type ConfigDocument, nodeTopic } from '@ntmobile/shared/fleet';
import { ed25519Signer } from '@ntmobile/shared/node-crypto';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRevision } from '../../web/src/fleet-config/create-revision.ts';
import { TestNode } from './test-node.ts';
import { WholeRealm } from './whole-realm.ts';

const DAY_MS = 86_400_000;
const soon = { timeout: 30_000, interval: 20 };
let realm: WholeRealm;
let node: TestNode;
let other: TestNode;
/** Whoever owns the broker: it may publish anything to anybody. */
let broker: MqttClient;

beforeAll(async () => {
  realm = await WholeRealm.start();
  broker = await connectAsync(realm.brokerUrl, {
    protocolVersion: 5,
    clientId: 'server-owned',
    ...realm.serverCredential,
  });
  [node, other] = [await TestNode.enrol(realm, 'victim'), await TestNode.enrol(realm, 'other')];
  await applied(node, 1);
  await applied(other, 1);
}, 90_000);
afterAll(async () => {
  await node?.stop();
  await other?.stop();
  await broker?.endAsync(true);
  await realm?.stop();
});

const stateOf = (of: TestNode) =>
  realm.prisma.nodeConfigState.findUniqueOrThrow({ where: { nodeId: of.id } });
async function applied(of: TestNode, revision: number): Promise<void> {
  await vi.waitFor(
    async () => expect(await stateOf(of)).toMatchObject({ reportedRevision: revision, status: 'applied' }),
    soon,
  );
}

async function envelopeOf(of: TestNode, revision: number): Promise<string> {
  const where = { nodeId_revision: { nodeId: of.id, revision } };
  return (await realm.prisma.configRevision.findUniqueOrThrow({ where })).envelope;
}
const documentOf = (envelope: string): ConfigDocument =>
  JSON.parse(Buffer.from(base64UrlDecode(envelope.split('.')[1] as string)).toString());

/** Signs whatever it is given with the realm's own key. */
function signedByTheRealm(payload: string): string {
  const header = base64UrlEncode(utf8Encode('{"alg":"EdDSA","typ":"ntm-config+jws"}'));
  const input = `${header}.${base64UrlEncode(utf8Encode(payload))}`;
  const signature = ed25519Signer(realm.keys.signing.privateKey)(utf8Encode(input));
  return `${input}.${base64UrlEncode(signature)}`;
}

/** Refusals that a node has counted, by code. */
function refusals(of: TestNode): Record<string, number> {
  const counts = Object.entries(of.agent.status().counts).filter(([name]) => name.startsWith('config_'));
  return Object.fromEntries(counts.map(([name, count]) => [name.slice('config_'.length), count]));
}
const refused = (of: TestNode) => Object.values(refusals(of)).reduce((sum, count) => sum + count, 0);

async function deliver(to: TestNode, ...documents: (string | Buffer)[]): Promise<void> {
  const topic = nodeTopic(to.id, 'config/desired');
  await Promise.all(documents.map((document) => broker.publishAsync(topic, document, { qos: 1 })));
}

describe('a node takes no configuration', () => {
  it('with a changed byte, whichever it is, nor one that is put together another way', async () => {
    const envelope = await envelopeOf(node, 1);
    const before = [refused(node), node.agent.status().config] as const;
    const flipped = Array.from({ length: envelope.length }, (_, index) => {
      const bytes = Buffer.from(envelope);
      bytes[index] = (bytes[index] as number) ^ (1 << (index % 8));
      return bytes;
    });
    const [header, payload, signature] = envelope.split('.') as [string, string, string];
    const document = documentOf(envelope);
    const text = JSON.stringify(document);
    const repacked = [
      JSON.stringify({ ...document, extra: 1 }),
      JSON.stringify(Object.fromEntries(Object.entries(document).reverse())),
      JSON.stringify({ ...document, deployment: undefined, keyId: undefined }),
      JSON.stringify(document, undefined, 1),
      text.replace('{', '{"revision":9,'),
      ` ${text}`,
    ].map((other) => `${header}.${base64UrlEncode(utf8Encode(other))}.${signature}`);
    const reshaped = [
      `${payload}.${header}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.`,
      `${header}.${payload}.${signature}=`,
      `${header}..${signature}`,
      `${header}.${payload}.`,
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
      '',
    ].filter((other) => other !== '');
    const forged = [...flipped, ...repacked, ...reshaped];
    await deliver(node, ...forged);
    await vi.waitFor(() => expect(refused(node) - before[0]).toBe(forged.length), soon);
    expect(node.agent.status().config).toEqual(before[1]);
    expect(forged.length).toBeGreaterThan(800);
  }, 120_000);

  it('that is signed and not for it and now: each is refused with a code of its own', async () => {
    const own = documentOf(await envelopeOf(node, 1));
    const before = refusals(node);
    const config = node.agent.status().config;
    const now = Date.now();
    const later = { ...own, revision: 90 };
    await deliver(
      node,
      await envelopeOf(other, 1),
      signedByTheRealm(JSON.stringify({ ...later, issuedAt: now - 2 * DAY_MS, expiresAt: now - DAY_MS })),
      signedByTheRealm(JSON.stringify({ ...later, issuedAt: now + 2 * DAY_MS, expiresAt: now + 3 * DAY_MS })),
      signedByTheRealm(JSON.stringify({ ...later, keyId: '0'.repeat(16) })),
      signedByTheRealm(JSON.stringify({ ...later, hash: '0'.repeat(64) })),
      signedByTheRealm(JSON.stringify({ ...later, extra: 1 })),
      signedByTheRealm(JSON.stringify(later).replace('{', '{"__proto__":{"revision":90},')),
      signedByTheRealm(JSON.stringify(later).replace('{', '{"revision":91,')),
    );
    const codes = {
      other_node: 1,
      expired: 1,
      not_yet_valid: 1,
      wrong_key_id: 1,
      bad_hash: 1,
      malformed: 1,
      bad_json: 2,
    };
    await vi.waitFor(() => {
      const grown = Object.keys(codes).map((code) => [
        code,
        (refusals(node)[code] ?? 0) - (before[code] ?? 0),
      ]);
      expect(Object.fromEntries(grown)).toEqual(codes);
    }, soon);
    expect(node.agent.status().config).toEqual(config);
  });

  it('that is older than one it judged, also after a crash', async () => {
    const first = await envelopeOf(node, 1);
    const sections = JSON.parse(documentOf(first).sections);
    await realm.prisma.$transaction((transaction) =>
      createRevision(transaction, {
        node: node.id,
        sections: { ...sections, telemetry: { intervalSeconds: 30 } },
        now: new Date(),
      }),
    );
    await applied(node, 2);
    await deliver(node, first);
    await vi.waitFor(() => expect(refusals(node).older_revision).toBe(1), soon);
    // What is on disk at this instant is all that a node has that is killed now.
    const disk = join(realm.dataDirectory, 'nodes', 'victim');
    cpSync(disk, `${disk}-killed`, { recursive: true });
    await node.stop();
    rmSync(disk, { recursive: true });
    cpSync(`${disk}-killed`, disk, { recursive: true });
    node.restart();
    expect(node.agent.status().config).toMatchObject({ revision: 2 });
    await vi.waitFor(() => expect(node.agent.status().broker.state).toBe('connected'), soon);
    await deliver(node, first);
    await vi.waitFor(() => expect(refusals(node).older_revision).toBe(1), soon);
    expect(node.agent.status().config).toMatchObject({ revision: 2 });
  }, 60_000);
});

it('a node that is set back to an earlier disk is told in the audit log, and has the newest again', async () => {
  const disk = join(realm.dataDirectory, 'nodes', 'other');
  await other.stop();
  cpSync(disk, `${disk}-image`, { recursive: true });
  other.restart();
  const sections = JSON.parse(documentOf(await envelopeOf(other, 1)).sections);
  await realm.prisma.$transaction((transaction) =>
    createRevision(transaction, {
      node: other.id,
      sections: { ...sections, telemetry: { intervalSeconds: 45 } },
      now: new Date(),
    }),
  );
  await applied(other, 2);
  const told = () =>
    realm.prisma.auditEntry.findMany({
      where: { action: 'node.state_went_back' },
      select: { actorId: true, subjectId: true, before: true, after: true },
    });
  expect(await told()).toEqual([]);
  await other.stop();
  rmSync(disk, { recursive: true });
  cpSync(`${disk}-image`, disk, { recursive: true });
  other.restart();
  await vi.waitFor(
    async () =>
      expect(await told()).toEqual([
        { actorId: other.id, subjectId: other.id, before: { revision: 2 }, after: { revision: 1 } },
      ]),
    soon,
  );
  await applied(other, 2);
  expect(other.agent.status().config).toMatchObject({ revision: 2 });
}, 60_000);

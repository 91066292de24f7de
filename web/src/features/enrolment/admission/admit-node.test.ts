import { describe, expect, it } from 'vitest';
import { brokerPassword } from '../../../keys/broker-password.ts';
import { deleteNode } from '../../nodes/change/change-repository.ts';
import {
  admitted,
  brokerSecret,
  codeOf,
  desk,
  enrol,
  invite,
  logged,
  makeRealm,
  NOW,
  post,
  prisma,
  setUpDesk,
} from './testing/desk-fixture.ts';

setUpDesk();

describe('names', () => {
  it('are made valid and numbered when taken', async () => {
    const key = await invite();
    const names: string[] = [];
    for (const name of ['Phone', 'phone', 'PHONE!', undefined, 'broker', 'WPAD', 'isatap', 'localhost']) {
      names.push(admitted(await enrol(key.device(), name === undefined ? {} : { name })).name);
    }
    expect(names).toEqual([
      'phone',
      'phone-2',
      'phone-3',
      'linux',
      'broker-2',
      'wpad-node',
      'isatap-node',
      'localhost-node',
    ]);
  });

  it('of deleted nodes are kept from other devices for 24 h, and given back to the same one', async () => {
    const key = await invite();
    const till = key.device();
    const deleteAgo = async (nodeId: string, ms: number) =>
      prisma.$transaction((tx) => deleteNode(tx, nodeId, new Date(NOW.getTime() - ms)));
    const day = 24 * 3_600_000;
    const first = admitted(await enrol(till, { name: 'till' }));
    await deleteAgo(first.nodeId, 1_000);
    expect(admitted(await enrol(key.device(), { name: 'till' })).name).toBe('till-2');
    const back = admitted(await enrol(till, { name: 'till' }));
    expect([back.name, back.nodeId === first.nodeId]).toEqual(['till', false]);
    await deleteAgo(back.nodeId, day - 1);
    expect(admitted(await enrol(key.device(), { name: 'till' })).name).toBe('till-3');
    await prisma.node.update({
      where: { id: first.nodeId },
      data: { deletedAt: new Date(NOW.getTime() - day) },
    });
    await prisma.node.update({
      where: { id: back.nodeId },
      data: { deletedAt: new Date(NOW.getTime() - day) },
    });
    expect(admitted(await enrol(key.device(), { name: 'till' })).name).toBe('till');
  });

  it('are refused when nothing of them can be kept, and no use is counted', async () => {
    const key = await invite();
    expect(codeOf(await enrol(key.device(), { name: '日本' }))).toBe('nameInvalid');
    expect(await key.useCount()).toBe(0);
  });
});

describe('a repeat', () => {
  it('is the same node, counts no use, and is admitted after expiry and limit too', async () => {
    const key = await invite({ reusable: false, useLimit: 1 });
    const device = key.device();
    const first = admitted(await enrol(device, { name: 'till' }));
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: { expiresAt: NOW } });
    const again = admitted(await enrol(device, { name: 'other', agent: 'test 2' }));
    expect(again).toEqual(first);
    expect([await key.useCount(), await prisma.node.count(), await prisma.auditEntry.count()]).toEqual([
      1, 1, 1,
    ]);
    expect((await prisma.node.findFirstOrThrow()).agent).toBe('test 2');
  });

  it('is refused as stale with an old message, after deletion too, and changes nothing', async () => {
    const key = await invite();
    const device = key.device();
    const captured = device.request();
    const first = admitted(await captured.open(await post(captured.message)));
    expect(codeOf(await captured.open(await post(captured.message)))).toBe('stale');
    const newer = device.request();
    admitted(await newer.open(await post(newer.message)));
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    for (const { message, open } of [captured, newer])
      expect(codeOf(await open(await post(message)))).toBe('stale');
    expect([await key.useCount(), await prisma.node.count({ where: { deletedAt: null } })]).toEqual([1, 0]);
  });

  it('is refused when the key was revoked', async () => {
    const key = await invite();
    const device = key.device();
    await enrol(device);
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: { revokedAt: NOW } });
    expect(codeOf(await enrol(device))).toBe('keyRevoked');
  });

  it('of a deleted node is a new node where the key still admits, else it says so', async () => {
    const open = await invite();
    const device = open.device();
    const first = admitted(await enrol(device));
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    expect(admitted(await enrol(device)).nodeId).not.toBe(first.nodeId);
    expect(await open.useCount()).toBe(2);

    const once = await invite({ reusable: false, useLimit: 1 });
    const single = once.device();
    const { nodeId } = admitted(await enrol(single));
    await prisma.$transaction((tx) => deleteNode(tx, nodeId, NOW));
    expect(codeOf(await enrol(single))).toBe('nodeDeleted');
  });

  it('with another key is the same node, and that key counts a use', async () => {
    const [one, other] = [await invite(), await invite({ useLimit: 1 })];
    const device = one.device();
    const first = admitted(await enrol(device));
    const { keyId, secret } = other.invitation;
    expect(admitted(await enrol(device, { keyId, secret }))).toEqual(first);
    expect([await one.useCount(), await other.useCount()]).toEqual([1, 1]);
    expect(codeOf(await enrol(one.device(), { keyId, secret }))).toBe('keyExhausted');
  });

  it('has the password of the raised epoch after a revocation', async () => {
    const device = (await invite()).device();
    const first = admitted(await enrol(device));
    await prisma.node.update({ where: { id: first.nodeId }, data: { brokerEpoch: 2 } });
    const { password } = admitted(await enrol(device)).broker;
    expect(password).toBe(brokerPassword(brokerSecret, first.nodeId, 2));
    expect(password).not.toBe(first.broker.password);
  });
});

describe('a key', () => {
  it.each([
    ['keyRevoked', { revokedAt: NOW }],
    ['keyExpired', { expiresAt: NOW }],
    ['keyExhausted', { useLimit: 0 }],
  ] as const)('refuses as %s, leaves no trace, and is told in words', async (code, change) => {
    const key = await invite(change);
    const answer = await enrol(key.device());
    expect(answer).toMatchObject({ kind: 'refused', code });
    expect(answer.kind === 'refused' && answer.message).toMatch(/^This enrolment key .* Ask for a new key/);
    expect([await prisma.node.count(), await prisma.enrolmentStamp.count(), await key.useCount()]).toEqual([
      0, 0, 0,
    ]);
    expect(desk.counts()).toEqual({ [code]: 1 });
  });

  it('that is unknown and one with another secret are refused alike, and no secret is written down', async () => {
    const key = await invite();
    const wrong = 'wrong-secret-wrong-secret-wrong-secret-wrong';
    expect(codeOf(await enrol(key.device(), { secret: wrong }))).toBe('keyUnknown');
    expect(codeOf(await enrol(key.device(), { keyId: 'nobody' }))).toBe('keyUnknown');
    await enrol(key.device());
    expect(logged).toHaveLength(3);
    expect(logged[0]).toContain('"code":"keyUnknown"');
    for (const line of logged) {
      expect(line).not.toContain(wrong);
      expect(line).not.toContain(key.invitation.secret);
    }
  });

  it('that asks first lets nodes wait, then in or not', async () => {
    const key = await invite({ approvalRequired: true });
    const [device, turnedAway] = [key.device(), key.device()];
    const waiting = await enrol(device);
    expect(waiting).toMatchObject({ kind: 'pending', seconds: 5 });
    expect(await enrol(device)).toEqual(waiting);
    const nodeId = waiting.kind === 'pending' ? waiting.nodeId : '';
    await prisma.node.update({ where: { id: nodeId }, data: { approval: 'approved' } });
    expect(admitted(await enrol(device)).nodeId).toBe(nodeId);

    await enrol(turnedAway);
    await prisma.node.updateMany({ where: { approval: 'pending' }, data: { approval: 'refused' } });
    expect(codeOf(await enrol(turnedAway))).toBe('refused');
    expect(await key.useCount()).toBe(2);
  });

  it('with a limit of 20 admits exactly 20 of 50 that come at once, each with addresses and a name of its own', async () => {
    const key = await invite({ useLimit: 20 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => enrol(key.device(), { name: 'phone' }, `192.0.2.${index}`)),
    );
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === 'admitted')).toHaveLength(20);
    expect(codes.filter((code) => code === 'keyExhausted')).toHaveLength(30);
    expect(await key.useCount()).toBe(20);
    const nodes = await prisma.node.findMany();
    for (const column of ['virtualIpv4', 'virtualIpv6', 'name', 'id'] as const) {
      expect(new Set(nodes.map((node) => node[column])).size).toBe(20);
    }
  });

  it('admits one device once, however often it asks at the same time', async () => {
    const key = await invite();
    const device = key.device();
    const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(device)));
    const codes = answers.map(codeOf);
    expect(new Set(codes)).toEqual(new Set(codes.includes('stale') ? ['admitted', 'stale'] : ['admitted']));
    expect([await key.useCount(), await prisma.node.count()]).toEqual([1, 1]);
  });
});

describe('a pool', () => {
  it('of four addresses has one for a node, which is free again after deletion', async () => {
    await makeRealm({ ipv4Pool: '10.9.0.0/30' });
    const key = await invite();
    const first = admitted(await enrol(key.device()));
    expect((await prisma.node.findFirstOrThrow()).virtualIpv4).toBe('10.9.0.2');
    expect(codeOf(await enrol(key.device()))).toBe('poolExhausted');
    expect(await key.useCount()).toBe(1);
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    admitted(await enrol(key.device()));
  });
});

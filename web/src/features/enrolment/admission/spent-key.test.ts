import { base64UrlEncode } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { MOST_TOLD } from '../../../auth/refusal-audit.ts';
import { deleteNode } from '../../nodes/change/change-repository.ts';
import { admitted, codeOf, enrol, invite, logged, NOW, prisma, setUpDesk } from './testing/desk-fixture.ts';

setUpDesk();

const ONE_OFF = { reusable: false, useLimit: 1 };
const told = () =>
  prisma.auditEntry.findMany({
    where: { action: 'enrolment_key.used_again' },
    omit: { id: true, requestId: true },
  });

describe('a one-off key that had its use', () => {
  it('is told in the audit, with whom it was brought by, when another device brings it', async () => {
    const key = await invite(ONE_OFF);
    admitted(await enrol(key.device()));
    const thief = key.device();
    expect(codeOf(await enrol(thief, {}, '198.51.100.9'))).toBe('keyExhausted');
    expect(await told()).toEqual([
      {
        at: NOW,
        actorKind: 'stranger',
        actorId: '',
        actorName: '',
        action: 'enrolment_key.used_again',
        subjectKind: 'enrolment_key',
        subjectId: key.id,
        before: { label: 'Tills', useCount: 1 },
        after: { refused: 'keyExhausted', deviceKey: base64UrlEncode(thief.publicKey), platform: 'linux' },
        address: '198.51.100.9',
      },
    ]);
    expect(JSON.stringify(await told()) + logged.join()).not.toContain(key.invitation.secret);
  });

  it.each([
    ['keyExpired', { expiresAt: NOW }],
    ['keyRevoked', { revokedAt: NOW }],
  ] as const)('is told also once it admits nobody for another reason: %s', async (code, change) => {
    const key = await invite(ONE_OFF);
    admitted(await enrol(key.device()));
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: change });
    expect(codeOf(await enrol(key.device()))).toBe(code);
    expect(await told()).toMatchObject([{ subjectId: key.id, after: { refused: code } }]);
  });

  it('is told when the device that it admitted comes again after its deletion', async () => {
    const key = await invite(ONE_OFF);
    const device = key.device();
    const { nodeId } = admitted(await enrol(device));
    await prisma.$transaction((tx) => deleteNode(tx, nodeId, NOW));
    expect(codeOf(await enrol(device))).toBe('nodeDeleted');
    expect(await told()).toMatchObject([{ subjectId: key.id, after: { refused: 'nodeDeleted' } }]);
  });

  it('is not told of the device that it admitted, not of its repeats nor once it is revoked', async () => {
    const key = await invite(ONE_OFF);
    const device = key.device();
    admitted(await enrol(device));
    admitted(await enrol(device));
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: { revokedAt: NOW } });
    expect(codeOf(await enrol(device))).toBe('keyRevoked');
    expect(await told()).toEqual([]);
  });

  it('fills no audit, from however many addresses it is brought', async () => {
    const key = await invite(ONE_OFF);
    admitted(await enrol(key.device()));
    for (let host = 1; host <= MOST_TOLD + 10; host++) {
      expect(codeOf(await enrol(key.device(), {}, `198.51.100.${host}`))).toBe('keyExhausted');
    }
    expect(await told()).toHaveLength(MOST_TOLD);
    // Another key's is told nevertheless.
    const other = await invite(ONE_OFF);
    admitted(await enrol(other.device()));
    await enrol(other.device());
    expect(await told()).toHaveLength(MOST_TOLD + 1);
  });
});

it.each([
  ['a reusable key at its limit', { useLimit: 1 }],
  ['a one-off key that nobody used in time', { ...ONE_OFF, expiresAt: NOW }],
])('%s leaves no such entry', async (_, change) => {
  const key = await invite(change);
  await enrol(key.device());
  expect(['keyExhausted', 'keyExpired']).toContain(codeOf(await enrol(key.device())));
  expect(await told()).toEqual([]);
});

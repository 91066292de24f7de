import { formatNodeId } from '@ntmobile/shared';
import { LEAVES, type Leaf, nodeTopic } from '@ntmobile/shared/fleet';
import { describe, expect, it } from 'vitest';
import {
  claimedPrincipal,
  mayLeaveWill,
  mayPublish,
  mayReceive,
  maySubscribe,
  type Principal,
} from './access-rules.ts';

const OWN = formatNodeId(new Uint8Array(16).fill(1));
const OTHER = formatNodeId(new Uint8Array(16).fill(2));
const node: Principal = { kind: 'node', node: OWN };
const server: Principal = { kind: 'server' };
const ALL = Object.keys(LEAVES) as Leaf[];
const message = (topic: string, retain = false, payload = '{}') => ({ topic, qos: 1, retain, payload });

describe('access at the broker', () => {
  it('lets a node write upward and read downward leaves of its own, and nothing of another', () => {
    for (const leaf of ALL) {
      const up = LEAVES[leaf].direction === 'up';
      expect([leaf, mayPublish(node, message(nodeTopic(OWN, leaf)))]).toEqual([leaf, up]);
      expect([leaf, maySubscribe(node, nodeTopic(OWN, leaf))]).toEqual([leaf, !up]);
      expect([leaf, mayReceive(node, nodeTopic(OWN, leaf))]).toEqual([leaf, !up]);
      expect(mayPublish(node, message(nodeTopic(OTHER, leaf)))).toBe(false);
      expect(maySubscribe(node, nodeTopic(OTHER, leaf))).toBe(false);
      expect(mayReceive(node, nodeTopic(OTHER, leaf))).toBe(false);
    }
  });

  it('lets a node retain its presence and its report only', () => {
    const retainable = ALL.filter((leaf) => mayPublish(node, message(nodeTopic(OWN, leaf), true)));
    expect(retainable).toEqual(['config/reported', 'presence']);
  });

  it.each([
    '#',
    '+',
    '+/#',
    `ntm/v1/node/${OWN}/#`,
    `ntm/v1/node/${OWN}/+`,
    'ntm/v1/node/+/config/desired',
    '$SYS/#',
    `$share/g/ntm/v1/node/${OWN}/config/desired`,
    '',
  ])('refuses the filter %j to a node', (filter) => {
    expect(maySubscribe(node, filter)).toBe(false);
    expect(maySubscribe(server, filter)).toBe(false);
  });

  it('lets a server read upward leaves of all nodes and write downward ones', () => {
    for (const leaf of ALL) {
      const up = LEAVES[leaf].direction === 'up';
      expect([leaf, maySubscribe(server, `ntm/v1/node/+/${leaf}`)]).toEqual([leaf, up]);
      expect([leaf, mayPublish(server, message(nodeTopic(OWN, leaf)))]).toEqual([leaf, !up]);
    }
    expect(mayPublish(server, message(nodeTopic(OWN, 'presence'), true, ''))).toBe(true);
    expect(maySubscribe(server, 'ntm/v1/node/+/#')).toBe(false);
  });

  it('binds the client id to the credential', () => {
    expect(claimedPrincipal(OWN, OWN)).toEqual(node);
    expect(claimedPrincipal('server-1', 'server')).toEqual(server);
    for (const [id, user] of [
      [OTHER, OWN],
      [OWN, undefined],
      [OWN, 'server'],
      ['server', 'server'],
      ['+', '+'],
      ['#', '#'],
      ['', ''],
      [OWN.toUpperCase(), OWN.toUpperCase()],
      ['a'.repeat(65_535), 'a'.repeat(65_535)],
    ] as const) {
      expect(claimedPrincipal(id, user)).toBeUndefined();
    }
  });

  it('admits a last will on the own presence only', () => {
    expect(mayLeaveWill(node, message(nodeTopic(OWN, 'presence'), true))).toBe(true);
    expect(mayLeaveWill(node, message(nodeTopic(OTHER, 'presence'), true))).toBe(false);
    expect(mayLeaveWill(node, message(nodeTopic(OWN, 'telemetry')))).toBe(false);
    expect(mayLeaveWill(node, message(nodeTopic(OWN, 'presence'), true, 'x'.repeat(1_025)))).toBe(false);
  });
});

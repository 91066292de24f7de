import { parseIpAddress } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { NodeDirectory } from '../directory/node-directory.ts';
import type { NodeProfile, NodeStanding } from '../directory/node-profile.ts';
import { checkAccess } from './access.ts';
import { nodeOfTarget } from './direction-target.ts';

function node(id: string, standing: NodeStanding = 'admitted'): NodeProfile {
  const staticKey = new Uint8Array(32).fill(id.charCodeAt(0));
  const addresses = [parseIpAddress(`198.18.0.${id.charCodeAt(0)}`)];
  return { id, staticKey, name: `node-${id}`, addresses, prefixes: [], standing };
}

test('two admitted nodes may reach each other', () => {
  expect(checkAccess(node('a'), node('b'))).toEqual({ allowed: true });
});

test.each([
  [node('a'), node('b', 'suspended'), 'the target is suspended'],
  [node('a'), node('b', 'pending'), 'the target waits for approval'],
  [node('a'), node('b', 'deleted'), 'the target is deleted'],
  [node('a', 'suspended'), node('b'), 'the asker is suspended'],
])(
  'a node without standing is neither asker nor target, and the reason says who',
  (asker, target, reason) => {
    expect(checkAccess(asker, target)).toEqual({ allowed: false, reason });
  },
);

test('finds targets by name under the domain and by address', () => {
  const directory = new NodeDirectory();
  directory.put(node('a'));
  const find = (name: string) => nodeOfTarget({ kind: 'name', name }, directory, 'ntm.internal')?.id;
  expect(find('node-a.ntm.internal')).toBe('a');
  expect(find('NODE-A.NTM.internal')).toBe('a');
  expect(find('node-a')).toBeUndefined();
  expect(find('ntm.internal')).toBeUndefined();
  expect(find('.ntm.internal')).toBeUndefined();
  expect(find('x.node-a.ntm.internal')).toBeUndefined();
  expect(find('node-a.ntm.internal.example')).toBeUndefined();
  expect(find('node-antm.internal')).toBeUndefined();
  const byAddress = (text: string) =>
    nodeOfTarget({ kind: 'address', address: parseIpAddress(text) }, directory, 'ntm.internal')?.id;
  expect(byAddress('198.18.0.97')).toBe('a');
  expect(byAddress('198.18.0.98')).toBeUndefined();
});

import { parseIpAddress } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { NodeDirectory } from './node-directory.ts';
import type { NodeProfile } from './node-profile.ts';

function profile(id: string, key: number, name: string, address: string): NodeProfile {
  return {
    id,
    staticKey: new Uint8Array(32).fill(key),
    name,
    addresses: [parseIpAddress(address)],
    prefixes: [],
    standing: 'admitted',
  };
}

test('finds a node by everything that names it', () => {
  const directory = new NodeDirectory();
  const node = profile('a', 1, 'till', '198.18.0.5');
  directory.put(node);
  expect(directory.byId('a')).toBe(node);
  expect(directory.byStaticKey(new Uint8Array(32).fill(1))).toBe(node);
  expect(directory.byName('till')).toBe(node);
  expect(directory.byAddress(parseIpAddress('198.18.0.5'))).toBe(node);
  expect(directory.byAddress(parseIpAddress('198.18.0.6'))).toBeUndefined();
});

test('a renamed node is no longer found by its old name', () => {
  const directory = new NodeDirectory();
  directory.put(profile('a', 1, 'till', '198.18.0.5'));
  directory.put(profile('a', 1, 'kiosk', '198.18.0.5'));
  expect(directory.byName('till')).toBeUndefined();
  expect(directory.byName('kiosk')?.id).toBe('a');
});

test('a name that another node took over meanwhile stays with that node', () => {
  const directory = new NodeDirectory();
  directory.put(profile('a', 1, 'till', '198.18.0.5'));
  directory.put(profile('b', 2, 'till', '198.18.0.6'));
  directory.put(profile('a', 1, 'old-till', '198.18.0.5'));
  expect(directory.byName('till')?.id).toBe('b');
});

test('a deleted node is found by its id only, so that its device may come back as another one', () => {
  const directory = new NodeDirectory();
  directory.put(profile('a', 1, 'till', '198.18.0.5'));
  directory.put({ ...profile('a', 1, 'till', '198.18.0.5'), standing: 'deleted' });
  expect(directory.byId('a')?.standing).toBe('deleted');
  expect(directory.byStaticKey(new Uint8Array(32).fill(1))).toBeUndefined();
  expect(directory.byName('till')).toBeUndefined();
  expect(directory.byAddress(parseIpAddress('198.18.0.5'))).toBeUndefined();
});

test('the deletion of a node that comes late leaves the key to the node that has it now', () => {
  const directory = new NodeDirectory();
  directory.put(profile('a', 1, 'till', '198.18.0.5'));
  directory.put(profile('b', 1, 'till', '198.18.0.6'));
  directory.put({ ...profile('a', 1, '', '198.18.0.5'), standing: 'deleted' });
  expect(directory.byStaticKey(new Uint8Array(32).fill(1))?.id).toBe('b');
  expect(directory.byName('till')?.id).toBe('b');
});

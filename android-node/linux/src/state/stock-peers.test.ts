import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StateDirectory } from './state-directory.ts';
import { loadStockPeers, saveStockPeer } from './stock-peers.ts';

it('gives back peers with their keys; the same name replaces', () => {
  const root = mkdtempSync(join(tmpdir(), 'ntm-peers-'));
  const directory = new StateDirectory(root);
  const hub = { name: 'hub', publicKey: new Uint8Array(32).fill(1), prefixes: ['10.0.0.0/24'] };
  const spare = { ...hub, name: 'spare', presharedKey: new Uint8Array(32).fill(2), endpoint: '192.0.2.1:5' };
  saveStockPeer(directory, hub);
  saveStockPeer(directory, spare);
  expect(loadStockPeers(directory)).toEqual([hub, spare]);
  saveStockPeer(directory, { ...hub, pathMtu: 1300 });
  expect(loadStockPeers(directory)).toEqual([spare, { ...hub, pathMtu: 1300 }]);
  rmSync(root, { recursive: true });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ADMITTED } from '../../../../shared/src/enrolment/testing/admitted-answer.ts';
import { StateDirectory } from '../state/state-directory.ts';

const node = { stop: vi.fn(async () => undefined), onReport: vi.fn() };
vi.mock('./running-node.ts', () => ({ startNode: () => node }));
vi.mock('./linux-machine.ts', () => ({ linuxMachine: () => ({}) }));
vi.mock('../fleet/fleet-agent.ts', () => ({
  startFleetAgent: () => {
    throw new Error('ENOSPC: no space left on device');
  },
}));

const { startLinuxNode } = await import('./linux-node.ts');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-linux-node-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('leaves no node running, and so no process, where the agent of its fleet cannot start', () => {
  const start = () =>
    startLinuxNode({
      directory: new StateDirectory(root),
      agent: 'test 1',
      tun: 'ntm-test',
      listenPort: 0,
      addresses: [],
      resolver: 'none',
      peers: [],
      enrolment: { consoleUrl: '', realmKey: '', answer: ADMITTED },
      say: () => undefined,
    });
  expect(start).toThrow('ENOSPC');
  expect(node.stop).toHaveBeenCalledOnce();
});

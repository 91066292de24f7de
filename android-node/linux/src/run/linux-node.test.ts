import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ADMITTED } from '../../../../shared/src/enrolment/testing/admitted-answer.ts';
import { UndialableBroker } from '../mqtt/broker-link.ts';
import { StateDirectory } from '../state/state-directory.ts';

const node = { stop: vi.fn(async () => undefined), onReport: vi.fn() };
vi.mock('./running-node.ts', () => ({ startNode: () => node }));
vi.mock('./linux-machine.ts', () => ({ linuxMachine: () => ({}) }));
const startFleetAgent = vi.fn(() => {
  throw new Error('ENOSPC: no space left on device');
});
vi.mock('../fleet/fleet-agent.ts', () => ({ startFleetAgent }));

const { startLinuxNode } = await import('./linux-node.ts');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-linux-node-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const said: string[] = [];
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
    say: (line) => said.push(line),
  });

it('leaves no node running, and so no process, where the agent of its fleet cannot start', async () => {
  let takenBack = () => {};
  node.stop.mockReturnValueOnce(
    new Promise((resolve) => {
      takenBack = () => resolve(undefined);
    }),
  );
  const settled = vi.fn();
  const started = start().finally(settled);
  const outcome = expect(started).rejects.toThrow('ENOSPC');
  await new Promise(setImmediate);
  expect(node.stop).toHaveBeenCalledOnce();
  // Whoever waits holds the lock of the state directory until the node is gone.
  expect(settled).not.toHaveBeenCalled();
  takenBack();
  await outcome;
});

it('says what it could not take back, and fails for the reason that came first', async () => {
  node.stop.mockRejectedValueOnce(new Error('EROFS: read-only file system'));
  await expect(start()).rejects.toThrow('ENOSPC');
  expect(said).toEqual(['not everything is taken back: EROFS: read-only file system']);
});

it('says with which line to enrol again where the enrolment has a broker that cannot be dialled', async () => {
  startFleetAgent.mockImplementationOnce(() => {
    throw new UndialableBroker('the broker of the enrolment cannot be dialled (port 70000); enrol again');
  });
  const line = `npx --no ntm-node enrol 'ENROLMENT-STRING' --again --state ${root}`;
  await expect(start()).rejects.toThrow(new RegExp(`\\(port 70000\\); enrol again: (sudo )?${line}$`));
});

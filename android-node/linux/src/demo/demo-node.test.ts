import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ADMITTED } from '../../../../shared/src/enrolment/testing/admitted-answer.ts';
import type { NodeStart } from '../run/running-node.ts';
import { StateDirectory } from '../state/state-directory.ts';

/** A packet that is none: whatever arrives arms the device's timer. */
const PACKETS = [new Uint8Array(20)];

const node = { handle: vi.fn(), tunPacketsReceived: vi.fn(), stop: vi.fn() };
const agent = { stop: vi.fn(async () => undefined) };
const startNode = vi.fn((_: NodeStart): unknown => node);
const startFleetAgent = vi.fn((): unknown => agent);
vi.mock('../run/running-node.ts', () => ({ startNode }));
vi.mock('../fleet/fleet-agent.ts', () => ({ startFleetAgent }));
vi.mock('../enrolment/enrol.ts', () => ({ enrol: async () => undefined }));
vi.mock('../enrolment/stored-enrolment.ts', () => ({
  loadEnrolment: () => ({ consoleUrl: '', realmKey: '', answer: ADMITTED }),
}));

const { DemoNode } = await import('./demo-node.ts');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-demo-'));
  vi.clearAllMocks();
  // A node takes packets until it is stopped.
  node.stop.mockImplementation(async () => {
    const machine = startNode.mock.calls[0]?.[0].machine;
    if (machine?.tun.kind === 'memory') machine.tun.onPackets(PACKETS);
  });
});
afterEach(() => rmSync(root, { recursive: true }));

const start = () =>
  DemoNode.start({
    number: 1,
    directory: new StateDirectory(root),
    enrolment: '',
    names: () => [],
    say: () => undefined,
  });
/** Timers that keep this process. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('leaves no timer where its node cannot start', async () => {
  startNode.mockImplementationOnce(() => {
    throw new Error('EMFILE');
  });
  const before = timers();
  await expect(start()).rejects.toThrow('EMFILE');
  expect(timers()).toBe(before);
});

it('leaves neither node nor timer where its agent cannot start', async () => {
  startFleetAgent.mockImplementationOnce(() => {
    throw new Error('ENOSPC');
  });
  const before = timers();
  await expect(start()).rejects.toThrow('ENOSPC');
  await new Promise(setImmediate);
  expect(node.stop).toHaveBeenCalledOnce();
  expect(timers()).toBe(before);
});

it('leaves no timer when it is stopped, though packets arrive until its node is', async () => {
  const before = timers();
  const demo = await start();
  expect(timers()).toBe(before + 1);
  await demo.stop();
  expect([agent.stop, node.stop].map((stop) => stop.mock.calls.length)).toEqual([1, 1]);
  expect(timers()).toBe(before);
});

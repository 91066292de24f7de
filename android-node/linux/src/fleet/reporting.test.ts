import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeStatus, TunnelStatus } from '@ntmobile/node-core';
import { formatNodeId } from '@ntmobile/shared';
import {
  eventBatchSchema,
  MAX_TUNNELS,
  parseBoundedJson,
  type TelemetryBatch,
  telemetryBatchSchema,
} from '@ntmobile/shared/fleet';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { Reporting } from './reporting.ts';

const WALL = 1_800_000_000_000;
const id = (byte: number) => formatNodeId(new Uint8Array(16).fill(byte));
const BOOT = id(1);

let root: string;
let published: { leaf: string; payload: string }[];
let lost: string[];
let failures: string[];
let status: NodeStatus;
let sentBytes: number;
let reporting: Reporting;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-reporting-'));
  published = [];
  lost = [];
  failures = [];
  sentBytes = 0;
  status = {
    bootId: BOOT,
    virtualAddresses: [],
    coordinator: { state: 'registered', rttMs: 1, since: 0 },
    tunnels: [],
    counts: {},
  };
  reporting = start(BOOT);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function start(bootId: string): Reporting {
  return new Reporting({
    bootId,
    directory: new StateDirectory(root),
    now: 0,
    read: () => ({ status, counters: { totals: { sentBytes }, peers: [] }, network: 'ethernet' }),
    wallClock: () => WALL,
    publish: (leaf, payload) => published.push({ leaf, payload }),
    onLost: (what, message) => lost.push(`${what} ${message}`),
    onDiskFailed: (message) => failures.push(message),
  });
}
function tunnel(peer: number): TunnelStatus {
  return {
    peer,
    name: 'n',
    nodeId: id(peer),
    virtualAddresses: [],
    state: 'established',
    route: 'directV6',
    why: 'ü'.repeat(200),
    endpoint: `[2001:db8:ffff:ffff:ffff:ffff:ffff:${peer}]:65535`,
    rttMs: 1.234,
    pathMtu: 1420,
    since: 0,
    pathId: id(99),
    sentBytes: 0,
    receivedBytes: 0,
  };
}
/** Batches as the server reads them. */
const batches = (): TelemetryBatch[] =>
  published
    .filter(({ leaf }) => leaf === 'telemetry')
    .map(({ payload }) => telemetryBatchSchema.parse(parseBoundedJson(Buffer.from(payload))));
const acknowledge = (sequence: number) =>
  reporting.acknowledged('telemetry/ack', { v: 1, bootId: BOOT, sequence });

it('sends a sample at once on the connection, then one each minute', () => {
  reporting.turn(0);
  reporting.connected();
  reporting.turn(10);
  acknowledge(0);
  reporting.turn(59_999);
  reporting.turn(60_000);
  expect(batches().map(({ sequence, oldest, samples }) => [sequence, oldest, samples.length])).toEqual([
    [0, 0, 1],
    [1, 1, 1],
  ]);
  expect(reporting.deadline()).toBe(70_000);
});

it('sends what gathered while it was offline in batches that the server can read, and the tunnels next', () => {
  status = { ...status, tunnels: Array.from({ length: MAX_TUNNELS }, (_, index) => tunnel(index + 1)) };
  for (let minute = 0; minute < 100; minute++) {
    sentBytes += 10;
    reporting.turn(60_000 * minute);
  }
  reporting.connected();
  for (let now = 6_000_000; reporting.counts().waitingSamples > 0; now++) {
    reporting.turn(now);
    const last = batches().at(-1) as TelemetryBatch;
    acknowledge(last.sequence + last.samples.length - 1);
  }
  const samples = batches().flatMap((batch) => batch.samples);
  expect(samples.length).toBeGreaterThanOrEqual(100);
  expect(samples.slice(0, 100).map((sample) => sample.sentBytes)).toEqual(
    Array.from({ length: 100 }, (_, index) => 10 * (index + 1)),
  );
  reporting.turn(6_100_000);
  const [last, ...before] = batches().reverse();
  expect(last?.samples).toHaveLength(1);
  expect(last?.tunnels).toHaveLength(MAX_TUNNELS);
  expect(before.some((batch) => batch.tunnels !== undefined)).toBe(false);
});

it('leaves the tunnels to the next batch where they do not fit beside many samples', () => {
  status = { ...status, tunnels: Array.from({ length: MAX_TUNNELS }, (_, index) => tunnel(index + 1)) };
  for (let minute = 0; minute < 40; minute++) reporting.turn(60_000 * minute);
  reporting.connected();
  reporting.turn(2_399_999);
  expect(batches()).toHaveLength(1);
  expect(batches()[0]?.samples).toHaveLength(40);
  expect(batches()[0]?.tunnels).toBeUndefined();
});

it('tells an event with a sample at once, and counts what is too much', () => {
  reporting.turn(0);
  reporting.connected();
  reporting.happened({ kind: 'networkChanged', text: 'eth0' }, 5_000);
  expect(reporting.deadline()).toBeLessThanOrEqual(5_000);
  reporting.turn(5_000);
  const event = published.find(({ leaf }) => leaf === 'event');
  expect(eventBatchSchema.parse(JSON.parse(event?.payload ?? ''))).toMatchObject({
    sequence: 0,
    events: [{ kind: 'networkChanged', at: WALL }],
  });
  for (let times = 0; times < 200; times++) reporting.happened({ kind: 'failed', text: 'x' }, 5_000);
  expect(lost).toHaveLength(81);
  expect(reporting.counts().waitingEvents).toBe(120);
});

it('takes a last sample when it ends, which the next boot delivers', () => {
  reporting.turn(0);
  sentBytes = 77;
  reporting.conclude(20_000);
  const next = start(id(2));
  next.connected();
  next.turn(0);
  const [left] = batches();
  expect(left).toMatchObject({ bootId: BOOT, sequence: 0 });
  expect(left?.samples.map((sample) => sample.sentBytes)).toEqual([0, 77]);
  expect(left?.tunnels).toBeUndefined();
});

it('counts a sample that the disk did not take, and goes on', () => {
  rmSync(join(root, 'samples'), { recursive: true });
  reporting.turn(0);
  expect(lost).toEqual([expect.stringContaining('sample ENOENT')]);
  new StateDirectory(root).child('samples');
  reporting.connected();
  reporting.turn(60_000);
  expect(batches().map(({ sequence }) => sequence)).toEqual([0]);
});

/** An error as the system's calls throw it. */
const refusal = (message: string) =>
  Object.assign(new Error(message), { code: message.split(':')[0], errno: -1 });

it('goes on where the disk lets nothing go, and where it cannot be read for a while', () => {
  reporting.turn(0);
  reporting.connected();
  reporting.turn(10);
  const removing = vi.spyOn(StateDirectory.prototype, 'remove').mockImplementation(() => {
    throw refusal('EROFS: read-only file system');
  });
  acknowledge(0);
  expect(reporting.counts().waitingSamples).toBe(0);
  removing.mockRestore();
  const reading = vi.spyOn(StateDirectory.prototype, 'read').mockImplementation(() => {
    throw refusal('EMFILE: too many open files');
  });
  reporting.turn(60_000);
  expect(reporting.deadline()).toBe(70_000);
  reading.mockRestore();
  expect(failures).toEqual(['EROFS: read-only file system', 'EMFILE: too many open files']);
  reporting.turn(60_001);
  expect(batches().map(({ sequence }) => sequence)).toEqual([0, 1]);
  expect(lost).toEqual([]);
});

it('takes no fault of the program for one of the disk', () => {
  reporting.turn(0);
  reporting.connected();
  vi.spyOn(StateDirectory.prototype, 'read').mockImplementation(() => {
    throw new TypeError('read is not what it was');
  });
  expect(() => reporting.turn(10)).toThrow(TypeError);
  expect(failures).toEqual([]);
});

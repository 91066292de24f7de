import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { ItemBuffer } from './item-buffer.ts';
import { ReportStream } from './report-stream.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-stream-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function open(bootId = 'boot1', limit = 100) {
  const parse = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return new ReportStream(new ItemBuffer(new StateDirectory(root), limit), bootId, { maxItems: 3, parse });
}
function filled(count: number, bootId?: string) {
  const stream = open(bootId);
  for (let item = 0; item < count; item++) stream.add(item);
  return stream;
}
function unreadableDisk() {
  const failure = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', errno: -24 });
  return vi.spyOn(StateDirectory.prototype, 'read').mockImplementation(() => {
    throw failure;
  });
}
const ack = (sequence: number, bootId = 'boot1') => ({ v: 1, bootId, sequence }) as const;

it('says nothing without a connection, then one batch after the other as each is committed', () => {
  const stream = filled(4);
  expect(stream.poll(0)).toBeUndefined();
  stream.connected();
  expect(stream.poll(0)).toEqual({
    bootId: 'boot1',
    oldest: 0,
    sequence: 0,
    items: [0, 1, 2],
    isNewest: false,
  });
  expect(stream.poll(1)).toBeUndefined();
  stream.acknowledged(ack(1));
  expect(stream.poll(2)).toBeUndefined();
  stream.acknowledged(ack(2));
  expect(stream.poll(3)).toMatchObject({ oldest: 3, sequence: 3, items: [3], isNewest: true });
  stream.acknowledged(ack(3));
  expect(stream.poll(4)).toBeUndefined();
  expect(stream.deadline()).toBeUndefined();
});

it('sends again what no server acknowledged, slower and slower, and after each connection', () => {
  const stream = filled(1);
  stream.connected();
  const sentAt: number[] = [];
  for (let now = 0; now < 300_000; now += 1_000) if (stream.poll(now)) sentAt.push(now);
  expect(sentAt).toEqual([0, 10_000, 30_000, 70_000, 150_000, 270_000]);
  expect(stream.repeated).toBe(5);
  stream.disconnected();
  expect(stream.poll(400_000)).toBeUndefined();
  stream.connected();
  expect(stream.poll(400_001)).toMatchObject({ sequence: 0 });
});

it('sends what an earlier boot left behind first, under its own numbers', () => {
  const first = filled(2, 'boot1');
  first.connected();
  first.acknowledged(ack(0));
  const second = filled(1, 'boot2');
  second.connected();
  expect(second.poll(0)).toMatchObject({
    bootId: 'boot1',
    oldest: 1,
    sequence: 1,
    items: [1],
    isNewest: false,
  });
  second.acknowledged(ack(1));
  expect(second.poll(0)).toMatchObject({ bootId: 'boot2', oldest: 0, sequence: 0, isNewest: true });
});

it('names as oldest what it still holds, so that a server need not wait for what was given up', () => {
  const stream = open('boot1', 2);
  for (let item = 0; item < 5; item++) stream.add(item);
  stream.connected();
  expect(stream.poll(0)).toMatchObject({ oldest: 3, sequence: 3, items: [3, 4], isNewest: true });
});

it('gives up items that are no longer valid, instead of waiting for them forever', () => {
  filled(3, 'boot1');
  const [first, second] = readdirSync(root).sort() as [string, string];
  writeFileSync(join(root, first), 'torn');
  writeFileSync(join(root, second), '"no number"');
  const stream = open('boot2');
  stream.connected();
  expect(stream.poll(0)).toMatchObject({ bootId: 'boot1', oldest: 2, sequence: 2, items: [2] });
});

it('takes no number for an item that cannot be stored', () => {
  const stream = open();
  expect(() => stream.add('text' as unknown as number)).toThrow('not a valid item');
  rmSync(root, { recursive: true });
  expect(() => stream.add(1)).toThrow();
  mkdirSync(root);
  stream.add(2);
  stream.connected();
  expect(stream.poll(0)).toMatchObject({ sequence: 0, items: [2] });
});

it('asks a disk that cannot be read again in a while, whether or not a batch is under way', () => {
  const stream = filled(1);
  stream.connected();
  const reading = unreadableDisk();
  expect(() => stream.poll(0)).toThrow('EMFILE');
  expect(stream.deadline()).toBe(10_000);
  reading.mockRestore();
  expect(stream.poll(10_000)).toMatchObject({ sequence: 0 });
  expect(stream.deadline()).toBe(20_000);
  const repeating = unreadableDisk();
  expect(() => stream.poll(20_000)).toThrow('EMFILE');
  expect(stream.deadline()).toBe(30_000);
  repeating.mockRestore();
  expect(stream.poll(30_000)).toMatchObject({ sequence: 0 });
  expect(stream.repeated).toBe(1);
});

it('waits for no disk and no acknowledgement without a connection', () => {
  const stream = filled(1);
  stream.connected();
  unreadableDisk();
  expect(() => stream.poll(0)).toThrow('EMFILE');
  stream.disconnected();
  expect(stream.deadline()).toBeUndefined();
});

it('repeats nothing where all that was under way has vanished', () => {
  const stream = filled(1);
  stream.connected();
  stream.poll(0);
  for (const name of readdirSync(root)) rmSync(join(root, name));
  expect(stream.poll(10_000)).toBeUndefined();
  expect(stream.deadline()).toBeUndefined();
});

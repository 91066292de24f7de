import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { ItemBuffer } from './item-buffer.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-items-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const open = (limit = 100) => new ItemBuffer(new StateDirectory(root), limit);
const fill = (buffer: ItemBuffer, bootId: string, from: number, to: number) => {
  for (let sequence = from; sequence <= to; sequence++)
    buffer.append(bootId, sequence, `${bootId}${sequence}`);
};
/** The system's refusal to read one file. */
function refuseToRead(refused: string, code: string): void {
  const read = StateDirectory.prototype.read;
  vi.spyOn(StateDirectory.prototype, 'read').mockImplementation(function (this: StateDirectory, name) {
    if (name === refused) throw Object.assign(new Error(`${code}: refused`), { code, errno: -1 });
    return read.call(this, name);
  });
}

it('keeps items over a restart, oldest boot first, and gives them out in runs without a gap', () => {
  const before = open();
  fill(before, 'a', 3, 4);
  fill(before, 'b', 0, 2);
  const after = open();
  expect(after.oldestRun(10, 1_000)).toEqual({ bootId: 'a', sequence: 3, bodies: ['a3', 'a4'] });
  after.acknowledge('a', 4);
  expect(after.oldestRun(2, 1_000)).toEqual({ bootId: 'b', sequence: 0, bodies: ['b0', 'b1'] });
  after.giveUp('b', 1);
  expect(after.oldestRun(10, 1_000)?.bodies).toEqual(['b0']);
  expect(open().length).toBe(2);
});

it('frees what is acknowledged and nothing else', () => {
  const buffer = open();
  fill(buffer, 'a', 0, 4);
  fill(buffer, 'b', 0, 1);
  buffer.acknowledge('a', -1);
  buffer.acknowledge('c', 9);
  expect(buffer.length).toBe(7);
  buffer.acknowledge('a', 2);
  expect(buffer.oldestRun(9, 1_000)).toMatchObject({ bootId: 'a', sequence: 3 });
  expect(buffer.length).toBe(4);
  expect(buffer.dropped).toBe(0);
});

it('gives up the oldest beyond its limit, and counts it', () => {
  const buffer = open(3);
  fill(buffer, 'a', 0, 4);
  expect(buffer.oldestRun(9, 1_000)?.sequence).toBe(2);
  expect(buffer.dropped).toBe(2);
});

it('keeps a run within its length, but always gives one item', () => {
  const buffer = open();
  fill(buffer, 'a', 0, 4);
  expect(buffer.oldestRun(9, 5)?.bodies).toEqual(['a0', 'a1']);
  expect(buffer.oldestRun(9, 0)?.bodies).toEqual(['a0']);
});

it('passes over files that are not its own and gives up those that vanished', () => {
  writeFileSync(join(root, 'README'), '');
  const buffer = open();
  fill(buffer, 'a', 0, 1);
  rmSync(join(root, '000000000001_a_0'));
  expect(buffer.oldestRun(9, 1_000)).toMatchObject({ sequence: 1 });
  expect(buffer.dropped).toBe(1);
});

it('holds no item twice, whatever the disk does not let go', () => {
  const buffer = open(2);
  fill(buffer, 'a', 0, 1);
  vi.spyOn(StateDirectory.prototype, 'remove').mockImplementation(() => {
    throw new Error('EROFS: read-only file system');
  });
  expect(() => buffer.append('a', 2, 'a2')).toThrow('EROFS');
  expect(buffer.length).toBe(1);
  expect(() => buffer.acknowledge('a', 1)).toThrow('EROFS');
  expect(buffer.length).toBe(0);
  vi.restoreAllMocks();
  // What stayed is sent once more after a start, and the server knows it.
  expect(open(9).oldestRun(9, 1_000)).toMatchObject({ sequence: 0, bodies: ['a0', 'a1'] });
});

it.each(['EIO', 'EACCES', 'EISDIR'])(
  'gives up an item whose file answers %s, and those behind it go on',
  (code) => {
    const buffer = open();
    fill(buffer, 'a', 0, 2);
    refuseToRead('000000000001_a_0', code);
    expect(buffer.oldestRun(9, 1_000)).toEqual({ bootId: 'a', sequence: 1, bodies: ['a1', 'a2'] });
    expect([buffer.dropped, buffer.length]).toEqual([1, 2]);
  },
);

it.each(['EMFILE', 'ENFILE', 'ENOMEM'])('gives up nothing while reading is refused with %s', (code) => {
  const buffer = open();
  fill(buffer, 'a', 0, 2);
  refuseToRead('000000000001_a_0', code);
  expect(() => buffer.oldestRun(9, 1_000)).toThrow(code);
  expect([buffer.dropped, buffer.length]).toEqual([0, 3]);
});

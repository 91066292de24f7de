import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { BatchBuffer } from './batch-buffer.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-buffer-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const open = (limit = 100) => new BatchBuffer(new StateDirectory(root), limit);
const sequences = (buffer: BatchBuffer) =>
  [...buffer.waiting()].map((one) => `${one.bootId}:${one.sequence}`);

it('keeps batches over restarts, in order, until the server has them', () => {
  const buffer = open();
  for (const sequence of [9, 10, 11]) buffer.append({ bootId: 'a', sequence, body: `${sequence}` });
  const restarted = open();
  restarted.append({ bootId: 'b', sequence: 1, body: 'x' });
  expect(sequences(open())).toEqual(['a:9', 'a:10', 'a:11', 'b:1']);
  restarted.acknowledge('a', 10);
  expect(sequences(open())).toEqual(['a:11', 'b:1']);
});

it('gives up the oldest beyond its bound and counts them', () => {
  const buffer = open(2);
  for (const sequence of [1, 2, 3]) buffer.append({ bootId: 'a', sequence, body: '' });
  expect(sequences(buffer)).toEqual(['a:2', 'a:3']);
  expect(buffer.dropped).toBe(1);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockInstance } from './instance-lock.ts';
import { StateDirectory } from './state-directory.ts';

let root: string;
let directory: StateDirectory;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-lock-'));
  directory = new StateDirectory(root);
});
afterEach(() => rmSync(root, { recursive: true }));

it('lets one node in, names it to the next, and lets that in afterwards', () => {
  const unlock = lockInstance(directory);
  expect(() => lockInstance(directory)).toThrow(`process ${process.pid}`);
  unlock();
  lockInstance(directory)();
  expect(readdirSync(root)).toEqual([]);
});

it('takes over from a process that is gone, or whose id another one has now', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  for (const left of [`${child.pid} 1`, `${process.pid} 1`, 'damaged', '']) {
    writeFileSync(join(root, 'running'), left);
    lockInstance(directory)();
  }
  expect(readdirSync(root)).toEqual([]);
});

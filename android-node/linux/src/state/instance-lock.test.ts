import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
  for (const left of [`running.${child.pid}.1`, `running.${process.pid}.1`])
    writeFileSync(join(root, left), '');
  lockInstance(directory)();
  expect(readdirSync(root)).toEqual([]);
});

it('lets one at most of many in that start at once over what a crash left', async () => {
  const lock = fileURLToPath(new URL('./instance-lock.ts', import.meta.url));
  const state = fileURLToPath(new URL('./state-directory.ts', import.meta.url));
  // All wait for the same moment, say what became of them, and stay until they are ended.
  const program = `
    import { lockInstance } from ${JSON.stringify(lock)};
    import { StateDirectory } from ${JSON.stringify(state)};
    const directory = new StateDirectory(process.argv[1]);
    process.stdout.write('ready\\n');
    process.stdin.once('data', () => {
      try { lockInstance(directory); process.stdout.write('in\\n'); }
      catch { process.stdout.write('out\\n'); }
    });`;
  writeFileSync(join(root, 'running.4194300.1'), '');
  const words = ['--import', 'tsx', '--input-type=module', '-e', program, root];
  const starters = Array.from({ length: 4 }, () => spawn(process.execPath, words, { stdio: 'pipe' }));
  try {
    const said = starters.map(() => '');
    for (const [index, one] of starters.entries())
      one.stdout.on('data', (chunk) => {
        said[index] += chunk;
      });
    await vi.waitFor(() => expect(said.every((text) => text.includes('ready'))).toBe(true), 30_000);
    for (const one of starters) one.stdin.write('go\n');
    await vi.waitFor(() => expect(said.every((text) => /in|out/.test(text))).toBe(true), 30_000);
    expect(said.filter((text) => text.includes('in')).length).toBeLessThanOrEqual(1);
    expect(readdirSync(root).length).toBe(said.filter((text) => text.includes('in')).length);
  } finally {
    for (const one of starters) one.kill('SIGKILL');
  }
}, 60_000);

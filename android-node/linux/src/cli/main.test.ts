import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/ntm-node.mjs', import.meta.url));

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ntm-cli-'));
});
afterEach(() => rmSync(state, { recursive: true }));

/** Runs the program with this standard input. */
function run(words: string[], input: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--state', state]);
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  // The program may have refused before all of it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

it('reads the enrolment string from the standard input, so that no other user of the machine sees it', async () => {
  const key = Buffer.alloc(32, 9).toString('base64url');
  const text = `ntm://enrol?url=https://console.example&realm=${key}&id=k&key=short`;
  expect(await run(['enrol', '-'], `${text}\n`)).toEqual(await run(['enrol', text], ''));
  const { code, said } = await run(['enrol', '-'], '');
  expect(code).toBe(2);
  expect(said).toContain('copy it whole from the console');
}, 30_000);

it('refuses an endless standard input', async () => {
  const { code, said } = await run(['enrol', '-'], 'x'.repeat(100_000));
  expect(code).toBe(2);
  expect(said).toContain('more than 2048 bytes');
}, 30_000);

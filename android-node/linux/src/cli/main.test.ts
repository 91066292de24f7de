import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/ntm-node.mjs', import.meta.url));
const REALM_KEY = Buffer.alloc(32, 9).toString('base64url');
/** An enrolment string without its secret. */
const ENROLMENT = `ntm://enrol?url=https://console.example&realm=${REALM_KEY}&id=k&key=`;

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ntm-cli-'));
});
afterEach(() => rmSync(state, { recursive: true }));

/** Runs the program with this standard input; what hangs is ended before the test is. */
function run(
  words: string[],
  input: string,
  directory = state,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--state', directory], {
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
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
  const text = `${ENROLMENT}short`;
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

it.skipIf(!existsSync('/proc/self'))(
  'refuses a state directory where the kernel takes no new name at once',
  async () => {
    for (const words of [['key'], ['up'], ['enrol', `${ENROLMENT}${'k'.repeat(32)}`]]) {
      const { code, said } = await run(words, '', '/proc/ntm-none/node');
      expect(code).toBe(1);
      expect(said).toMatch(/the state directory \/proc\/ntm-none\/node cannot be made \(ENOENT\): .*--state/);
    }
  },
  60_000,
);

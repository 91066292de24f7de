import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureSetupCode, forgetSetupCode, isSetupCode } from './setup-code.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-setup-'));
});
afterEach(() => rm(directory, { recursive: true }));

const file = () => join(directory, 'keys', 'setup-code');
const kept = async () => (await readFile(file(), 'utf8')).trim();

it('a code of 140 bits is kept for its owner alone, and stays the same', async () => {
  await ensureSetupCode(directory);
  const code = await kept();
  expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){6}$/);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  await ensureSetupCode(directory);
  expect(await kept()).toBe(code);
});

it('the code is known however its groups are written, and nothing else is', async () => {
  await ensureSetupCode(directory);
  const code = await kept();
  for (const typed of [
    code,
    code.toUpperCase(),
    code.replaceAll('-', ' '),
    ` ${code.replaceAll('-', '')}\n`,
  ]) {
    expect(await isSetupCode(directory, typed), typed).toBe(true);
  }
  for (const typed of ['', code.slice(0, -1), `${code}a`, code.slice(5)]) {
    expect(await isSetupCode(directory, typed), typed).toBe(false);
  }
});

it('where no code is kept, nothing is the code', async () => {
  expect(await isSetupCode(directory, '')).toBe(false);
  await ensureSetupCode(directory);
  const code = await kept();
  await writeFile(file(), '\n');
  expect(await isSetupCode(directory, '')).toBe(false);
  await forgetSetupCode(directory);
  expect(await isSetupCode(directory, code)).toBe(false);
  expect(await readdir(join(directory, 'keys'))).toEqual([]);
  await forgetSetupCode(directory);
});

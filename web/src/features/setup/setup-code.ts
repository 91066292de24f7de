import { createHash, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drawReadableSecret } from '../../auth/readable-secret.ts';
import { keyDirectory, makeKeyDirectory, readKeyText, writeKeyText } from '../../keys/key-files.ts';

/** Beside the installation's keys, which stay; this goes with the first admin. */
const FILE = 'setup-code';
/** 140 random bits. */
const GROUPS = 7;

/** Draws the code where there is none, and keeps it as a file that its owner alone may read. */
export async function ensureSetupCode(dataDirectory: string): Promise<void> {
  await makeKeyDirectory(dataDirectory);
  const file = fileIn(dataDirectory);
  if ((await readKeyText(file)) === undefined) await writeKeyText(file, `${drawReadableSecret(GROUPS)}\n`);
}

/** Whether somebody typed the code, however its groups are written; nothing is the code where none is kept. */
export async function isSetupCode(dataDirectory: string, typed: string): Promise<boolean> {
  const kept = bare((await readKeyText(fileIn(dataDirectory))) ?? '');
  return kept !== '' && timingSafeEqual(hashOf(kept), hashOf(bare(typed)));
}

/** Removes the code: it is of use once. */
export async function forgetSetupCode(dataDirectory: string): Promise<void> {
  await rm(fileIn(dataDirectory), { force: true });
}

const fileIn = (dataDirectory: string) => join(keyDirectory(dataDirectory), FILE);
const bare = (code: string) => code.toLowerCase().replace(/[\s-]/g, '');
const hashOf = (text: string) => createHash('sha256').update(text).digest();

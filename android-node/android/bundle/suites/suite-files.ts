import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../pipeline/source-bundle.ts';

/** Folders whose code runs on Hermes. */
export const FOLDERS = ['shared/src', 'android-node/core/src'];

export interface Exclusion {
  readonly file: string;
  /** The one test that is left out; the whole file where there is none. */
  readonly test?: string;
  readonly reason: string;
  /** What stands in that file, and is why. */
  readonly because: RegExp;
}

/** What does not run on Hermes. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    file: 'shared/src/node-crypto/node-primitives.test.ts',
    reason: 'it is about the primitives on the engine of Node',
    because: /from 'node:crypto'/,
  },
  {
    file: 'shared/src/crypto/noble.test.ts',
    test: 'iterated 1,000 times is that of RFC 7748',
    reason: 'a thousand products on the curve take half of the whole run',
    because: /round <= 1000/,
  },
  {
    file: 'shared/src/crypto/wycheproof.test.ts',
    test: '518 products of X25519: 487 are as published, 31 of zeros are refused',
    reason: 'as many products on the curve take a quarter of the whole run',
    because: /tryProducts\(noblePrimitives\)/,
  },
];

/** Titles of single tests that are left out. */
export const EXCLUDED_TESTS = EXCLUSIONS.flatMap(({ test }) => (test === undefined ? [] : [test]));

/** Every test file of these folders, as paths below the root. */
export function testFiles(): readonly string[] {
  return FOLDERS.flatMap((folder) => filesIn(folder))
    .filter((path) => path.endsWith('.test.ts'))
    .sort();
}

/** Those that run on Hermes. */
export function suiteFiles(): readonly string[] {
  const excluded = new Set(EXCLUSIONS.flatMap(({ file, test }) => (test === undefined ? [file] : [])));
  return testFiles().filter((path) => !excluded.has(path));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

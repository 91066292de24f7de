import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../pipeline/source-bundle.ts';
import { EXCLUSIONS, suiteFiles, testFiles } from './suite-files.ts';

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('the suites that run on Hermes', () => {
  it('are those of shared and core', () => {
    const files = suiteFiles();
    for (const folder of ['shared/src/', 'android-node/core/src/']) {
      expect(files.filter((file) => file.startsWith(folder)).length).toBeGreaterThan(10);
    }
  });

  it('are all but those that need Node itself', () => {
    const left = testFiles().filter((file) => !suiteFiles().includes(file));
    expect(left).toEqual(testFiles().filter((file) => /from 'node:/.test(textOf(file))));
  });
});

describe.each(EXCLUSIONS)('the exclusion of $file', ({ file, test, because }) => {
  it('still has its reason', () => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(textOf(file)).toMatch(because);
    if (test !== undefined) expect(textOf(file).split(test)).toHaveLength(2);
  });
});

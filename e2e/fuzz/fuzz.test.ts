import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { changed, repeatableNumbers } from '../../shared/src/testing/hostile-input.ts';
import { BlockCoverage } from './block-coverage.ts';
import { readCorpus } from './corpus.ts';
import { explore, FuzzFailure, tryInput } from './explore.ts';
import { TARGETS } from './targets.ts';
import { guarded } from './testing/guarded.ts';

/** Changed inputs of each target; `npm run fuzz` tries as many as one has time for. */
const CHANGED = 150;
/** Of the lines of `shared` that the kept inputs must reach, percent. */
const LEAST_LINES = 95;

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('nothing that once failed fails, and the kept inputs reach nearly all code of the wire', {
  timeout: 300_000,
}, () => {
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', main, '--lines'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const share = /^shared\/src: ([\d.]+) %/m.exec(stdout)?.[1];
  expect(Number(share), stdout).toBeGreaterThanOrEqual(LEAST_LINES);
});

test.each(TARGETS)('$name holds for changed inputs too', (target) => {
  const next = repeatableNumbers(8);
  const inputs = [...target.seeds(), ...readCorpus(target.name)];
  for (let count = 0; count < CHANGED; count++)
    tryInput(target, changed(inputs[next() % inputs.length] as Uint8Array, next));
});

test('what a fault stands behind is reached step by step, since each step runs something new', {
  timeout: 120_000,
}, () => {
  const target = { name: 'guarded', seeds: () => [new Uint8Array(8)], run: guarded };
  const coverage = new BlockCoverage(/fuzz\/testing\/guarded/);
  expect(() => explore(target, coverage, { seconds: 60, seed: 1 })).toThrow(FuzzFailure);
});

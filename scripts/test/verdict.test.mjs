import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hermesVerdict } from './hermes.mjs';
import { climb } from './ladder.mjs';
import { byResult, skippedBecause } from './verdict.mjs';
import { playwrightVerdict } from './whole.mjs';
import { suiteVerdict } from './workspaces.mjs';

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

test('a suite counts its single tests', () => {
  const { passed, failed, skipped } = suiteVerdict(report, true, '');
  assert.deepEqual([passed, failed, skipped.length], [3, 0, 1]);
});

test('a test file that cannot be loaded is a failure although no single test failed', () => {
  assert.equal(suiteVerdict(report, false, '').failed, 1);
});

test('a browser test that passes at the second try only is a failure', () => {
  const stats = { expected: 5, unexpected: 0, flaky: 1, skipped: 2 };
  const { passed, failed, skipped } = playwrightVerdict(
    `a server said this\n${JSON.stringify({ stats }, null, 2)}\n`,
  );
  assert.deepEqual([passed, failed, skipped.length], [5, 1, 2]);
});

test('a browser run without a report is a failure', () => {
  assert.equal(playwrightVerdict('it broke').failed, 1);
});

test('a run on Hermes counts its single tests', () => {
  const output = 'why\n{"passed":7,"failed":1,"skipped":["it is slow"]}\n';
  const { passed, failed, skipped } = hermesVerdict({ output });
  assert.deepEqual([passed, failed, skipped], [7, 1, ['it is slow']]);
});

test('a run on Hermes without a last word is a failure', () => {
  assert.equal(hermesVerdict({ output: 'Segmentation fault' }).failed, 1);
  assert.equal(hermesVerdict({ output: '' }).failed, 1);
});

test('rungs are added up, and one that throws is a failure that stops nobody', async (context) => {
  context.mock.method(console, 'log', () => {});
  const rungs = [
    { title: 'a', run: async () => byResult({ passed: true, output: '' }) },
    { title: 'b', run: () => Promise.reject(new Error('broken')) },
    { title: 'c', run: async () => skippedBecause('no namespaces') },
    { title: 'd', run: async () => byResult({ passed: false, output: 'why' }) },
  ];
  const { passed, failed, skipped } = await climb(rungs, 2);
  assert.deepEqual([passed, failed, skipped], [1, 2, ['no namespaces']]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at } from '../project.mjs';
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

test('a browser test that failed is named with its reason, and the report is not shown', () => {
  const test = {
    status: 'unexpected',
    results: [{ errors: [{ message: '\x1b[31mlate\x1b[0m\nby a second' }] }],
  };
  const fine = { title: 'fine', line: 1, tests: [{ status: 'expected', results: [] }] };
  const inner = { file: 'a.e2e.ts', specs: [fine, { title: 'opens', line: 7, tests: [test] }] };
  const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 };
  const { failures, output } = playwrightVerdict(
    `a server said this\n${JSON.stringify({ stats, suites: [{ file: 'a.e2e.ts', suites: [inner] }] }, null, 2)}\n`,
  );
  assert.deepEqual(failures, ['a.e2e.ts:7 opens: late']);
  assert.match(output, /^a server said this\n[\s\S]*by a second/);
  assert.doesNotMatch(output, /stats|fine/);
});

test('a browser run whose stack does not start is a failure with its reason', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  const report = { stats, suites: [], errors: [{ message: 'port 3000 is taken' }] };
  const { failed, failures } = playwrightVerdict(JSON.stringify(report, null, 2));
  assert.deepEqual([failed, failures], [1, ['the run: port 3000 is taken']]);
});

test('a suite names what failed, and the file that could not be loaded', () => {
  const failed = { status: 'failed', fullName: 'a name is refused', failureMessages: ['expected 1\n at x'] };
  const testResults = [
    { name: at('web', 'a.test.ts'), status: 'failed', assertionResults: [failed, { status: 'passed' }] },
    { name: at('web', 'b.test.ts'), status: 'failed', message: 'Cannot find module', assertionResults: [] },
  ];
  const { failures } = suiteVerdict({ ...report, numFailedTests: 1, testResults }, false, '');
  assert.deepEqual(failures, [
    'web/a.test.ts a name is refused: expected 1',
    'web/b.test.ts: Cannot find module',
  ]);
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
  const { passed, failed, skipped, failures } = await climb(rungs, 2);
  assert.deepEqual([passed, failed, skipped], [1, 2, ['no namespaces']]);
  assert.deepEqual(failures.sort(), ['b: see what it said above', 'd: see what it said above']);
});

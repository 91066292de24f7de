import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeVersionProblem } from './node-version.mjs';

test('the oldest Node that is supported, and newer ones, pass', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) {
    assert.equal(nodeVersionProblem(version), undefined);
  }
});

test('an older one is told its version, the needed one and where to get it', () => {
  for (const version of ['18.20.0', '20.18.3']) {
    assert.match(nodeVersionProblem(version), new RegExp(`${version} is too old: 20.19 .*nodejs.org`));
  }
});

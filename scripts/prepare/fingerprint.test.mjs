import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fingerprint, isMadeFrom, noteMadeFrom } from './fingerprint.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntm-fingerprint-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'page.ts'), 'one');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a changed, renamed or added source changes the fingerprint', () => {
  const seen = new Set([fingerprint([folder])]);
  writeFileSync(join(folder, 'src', 'page.ts'), 'two');
  seen.add(fingerprint([folder]));
  writeFileSync(join(folder, 'src', 'other.ts'), '');
  seen.add(fingerprint([folder]));
  seen.add(fingerprint([folder], ['another compiler']));
  assert.equal(seen.size, 4);
});

test('tests, hidden files and what tools make do not count', () => {
  const before = fingerprint([folder]);
  mkdirSync(join(folder, 'node_modules'));
  mkdirSync(join(folder, '.next'));
  for (const name of ['src/page.test.ts', 'node_modules/a.js', '.next/b.js'])
    writeFileSync(join(folder, name), '');
  assert.equal(fingerprint([folder]), before);
});

test('a path that does not exist is left out', () => {
  assert.equal(fingerprint([join(folder, 'nothing')]), fingerprint([]));
});

test('a note says what a result was made from, and only that', () => {
  const stamp = join(folder, 'note');
  assert.equal(isMadeFrom(stamp, 'a'), false);
  noteMadeFrom(stamp, 'a');
  assert.equal(isMadeFrom(stamp, 'a'), true);
  assert.equal(isMadeFrom(stamp, 'b'), false);
});

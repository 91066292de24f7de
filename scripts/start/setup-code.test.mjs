import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSettings } from './settings.mjs';
import { readSetupCode } from './setup-code.mjs';

const directory = mkdtempSync(join(tmpdir(), 'ntm-setup-code-'));
test.after(() => rmSync(directory, { recursive: true }));

const codeAt = (url) => readSetupCode(readSettings({ NTM_CONSOLE_URL: url, NTM_DATA_DIR: directory }, '/'));

test('a console with an admin has no setup code', () => {
  assert.equal(codeAt('http://192.0.2.1:3000'), undefined);
});

test('the code that a console drew is read, but not for one that this machine alone reaches', () => {
  mkdirSync(join(directory, 'keys'));
  writeFileSync(join(directory, 'keys', 'setup-code'), 'abcd-efgh\n', { mode: 0o600 });
  assert.equal(codeAt('http://192.0.2.1:3000'), 'abcd-efgh');
  assert.equal(codeAt('http://localhost:3000'), undefined);
  assert.equal(codeAt('http://[::1]:3000'), undefined);
});

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataDirectoryProblem } from './data-directory.mjs';

const directory = mkdtempSync(join(tmpdir(), 'ntm-data-'));
test.after(() => rmSync(directory, { recursive: true }));

test('a data directory that is missing is made', () => {
  const made = join(directory, 'one', 'two');
  assert.equal(dataDirectoryProblem(made), undefined);
  assert.ok(existsSync(made));
});

test('one that cannot be made is told with the variable that chooses another', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  assert.match(dataDirectoryProblem(join(file, 'data')), /cannot be used \(ENOTDIR\).*NTM_DATA_DIR=/);
});

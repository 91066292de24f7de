import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test('one that is there but closed to this user is told as well', { skip: noClosedDirectory() }, () => {
  const closed = process.geteuid?.() === 0 ? '/proc/self' : join(directory, 'closed');
  if (!existsSync(closed)) mkdirSync(closed, { mode: 0o500 });
  assert.match(dataDirectoryProblem(closed), /cannot be used \((EACCES|EROFS|EPERM)\)/);
});

test('one where the kernel takes no new name is told at once', { skip: !existsSync('/proc/self') }, () => {
  // In a process of its own: what this guards against never comes back, and no timer of this one would fire.
  const program = `import(${JSON.stringify(new URL('data-directory.mjs', import.meta.url).href)}).then(
    ({ dataDirectoryProblem }) => console.log(dataDirectoryProblem('/proc/ntm-none/data')))`;
  const { stdout, signal } = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  assert.equal(signal, null);
  assert.match(stdout, /\/proc\/ntm-none\/data cannot be used \(ENOENT\).*NTM_DATA_DIR=/);
});

/** Why no directory here is closed to this user: nothing is closed to root but what is read-only by itself. */
function noClosedDirectory() {
  if (process.geteuid?.() !== 0 || existsSync('/proc/self')) return false;
  return 'root may write everywhere here';
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { at } from '../project.mjs';
import { readArguments, USAGE } from './arguments.mjs';
import { parts } from './parts.mjs';
import { readSettings } from './settings.mjs';

const start = (...words) =>
  spawnSync(process.execPath, [at('scripts', 'start.mjs'), ...words], { encoding: 'utf8', timeout: 30_000 });

test('nothing means a start', () => {
  assert.deepEqual(readArguments([]), { help: false });
});

test('--help tells what it does and starts nothing', () => {
  const { status, stdout } = start('--help');
  assert.equal(status, 0);
  assert.equal(stdout, USAGE);
});

test('it names every port with its variable and number, the data directory and where all settings are', () => {
  for (const { variable, port } of parts(readSettings({}, '/there')).flatMap((part) => part.ports))
    assert.match(USAGE, new RegExp(`${variable} .*\\b${port}\\b`));
  assert.match(USAGE, /NTM_DATA_DIR .*\.ntmobile/);
  assert.match(USAGE, /ARCHITECTURE\.md lists all/);
});

test('a word that means nothing is refused with the next step', () => {
  for (const word of ['--port', 'dev']) {
    const { status, stderr, stdout } = start(word, '4000');
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`takes no "${word}": .*npm start -- --help`));
    assert.equal(stdout, '');
  }
});

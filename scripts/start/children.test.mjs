import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Children } from './children.mjs';

const directory = mkdtempSync(join(tmpdir(), 'ntm-children-'));
test.after(() => rmSync(directory, { recursive: true }));

const WAITS = 'setInterval(() => {}, 1000);';

function order(name, program, env = {}) {
  return { name, words: [process.execPath, '-e', program], cwd: directory, env };
}

test('what a process says is in its log, and it sees the environment it is given', async () => {
  const children = new Children(directory);
  await children.start(order('speaker', 'console.log(process.env.WORD)', { WORD: 'heard' }));
  assert.equal(readFileSync(join(directory, 'speaker.log'), 'utf8'), 'heard\n');
});

test('an end that nobody asked for is told with the last lines of the log', async () => {
  const children = new Children(directory);
  children.start(order('faller', 'console.error("the reason"); process.exit(3)'));
  assert.match(await children.unexpectedEnd, /The faller ended by itself \(exit code 3\).*the reason/s);
});

test('lines of an earlier run are not told as those of this one', async () => {
  const earlier = new Children(directory);
  await earlier.start(order('repeater', 'console.log("of yesterday")'));
  const children = new Children(directory);
  children.start(order('repeater', 'console.error("of today"); process.exit(1)'));
  const told = await children.unexpectedEnd;
  assert.match(told, /:\n {2}of today$/);
  assert.doesNotMatch(told, /of yesterday/);
});

test('an end without a word is told as that', async () => {
  const earlier = new Children(directory);
  await earlier.start(order('mute', 'console.log("of yesterday")'));
  const children = new Children(directory);
  children.start(order('mute', 'process.exit(1)'));
  assert.match(
    await children.unexpectedEnd,
    /The mute ended by itself \(exit code 1\) and wrote nothing into /,
  );
});

test('of a log of JSON lines the messages are told', async () => {
  const children = new Children(directory);
  const line = JSON.stringify({ level: 60, msg: 'UDP port 1 is taken.' });
  children.start(
    order('logger', `console.log('plain'); console.log(${JSON.stringify(line)}); process.exit(1)`),
  );
  assert.match(await children.unexpectedEnd, /of .*logger\.log:\n {2}plain\n {2}UDP port 1 is taken\.$/);
});

test('a program that is not there is told too', async () => {
  const children = new Children(directory);
  children.start({ name: 'absent', words: ['/nonexistent/program'], cwd: directory, env: {} });
  assert.match(await children.unexpectedEnd, /The absent ended by itself/);
});

test('processes are stopped one after the other, the last started first', async () => {
  const children = new Children(directory);
  const ended = [];
  const first = children.start(order('first', WAITS)).then(() => ended.push('first'));
  const second = children.start(order('second', WAITS)).then(() => ended.push('second'));
  await children.stop();
  await Promise.all([first, second]);
  assert.deepEqual(ended, ['second', 'first']);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { databaseReachProblem } from './database-reach.mjs';

const address = (port) => `postgresql://ntm:planted-secret@127.0.0.1:${port}/ntm`;

async function listening() {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: server.address().port };
}

test('a server that is not there is told by its variable and address, without the password', async () => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  const problem = await databaseReachProblem(address(port));
  assert.match(
    problem,
    new RegExp(`DATABASE_URL at 127\\.0\\.0\\.1:${port} does not answer \\(ECONNREFUSED\\)`),
  );
  assert.match(problem, /leave it out/);
  assert.doesNotMatch(problem, /planted-secret/);
});

test('a name that leads nowhere is told', async () => {
  assert.match(
    await databaseReachProblem('postgresql://ntm:word@nowhere.invalid/ntm'),
    /at nowhere\.invalid:5432 does not answer \((ENOTFOUND|EAI_AGAIN)\)/,
  );
});

test('one that takes connections, the embedded one and a socket of this machine are let pass', async () => {
  const { server, port } = await listening();
  assert.equal(await databaseReachProblem(address(port)), undefined);
  assert.equal(await databaseReachProblem(undefined), undefined);
  assert.equal(await databaseReachProblem('postgresql:///ntm?host=/run/postgresql'), undefined);
  server.close();
});

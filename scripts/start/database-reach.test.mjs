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

/** As name servers do that answer so. */
const answering = (code) => (_name, _options, done) => done(Object.assign(new Error(code), { code }));

test('a name that leads nowhere is told', async () => {
  assert.match(
    await databaseReachProblem('postgresql://ntm:word@nowhere.invalid:5432/ntm', {
      lookup: answering('ENOTFOUND'),
    }),
    /at nowhere\.invalid:5432 does not answer \(ENOTFOUND\)/,
  );
});

test('a name that nobody can look up just now is let pass', async () => {
  const lookup = answering('EAI_AGAIN');
  assert.equal(await databaseReachProblem('postgresql://ntm:word@db.example/ntm', { lookup }), undefined);
});

test('an address of IPv6 is written as in the variable', async () => {
  assert.match(await databaseReachProblem('postgresql://ntm:word@[::1]:1/ntm'), /at \[::1\]:1 does not/);
});

test('one that takes connections and the embedded one are let pass', async () => {
  const { server, port } = await listening();
  assert.equal(await databaseReachProblem(address(port)), undefined);
  assert.equal(await databaseReachProblem(undefined), undefined);
  server.close();
});

test('a place that the driver is told beside host and port is not looked for at them', async () => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  for (const told of [
    `postgresql://ntm:word@127.0.0.1:${port}/ntm?host=/run/postgresql`,
    `postgresql://ntm:word@127.0.0.1:${port}/ntm?port=5432`,
    `postgresql://ntm:word@%2Fnowhere:${port}/ntm`,
    'postgresql://ntm:word@/ntm?host=/nowhere',
    'postgresql:///ntm?host=/run/postgresql',
  ])
    assert.equal(await databaseReachProblem(told), undefined, told);
});

test('a port that PGPORT tells the driver is not taken for the usual one', async (context) => {
  const { PGPORT } = process.env;
  context.after(() => {
    if (PGPORT === undefined) delete process.env.PGPORT;
    else process.env.PGPORT = PGPORT;
  });
  const lookup = answering('ENOTFOUND');
  const told = 'postgresql://ntm:word@nowhere.invalid/ntm';
  delete process.env.PGPORT;
  assert.match(await databaseReachProblem(told, { lookup }), /nowhere\.invalid:5432/);
  process.env.PGPORT = '6543';
  assert.equal(await databaseReachProblem(told, { lookup }), undefined);
});

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { isFree, portProblems } from './ports.mjs';

const servers = [];
test.afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takenTcp(host) {
  const server = createServer().listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return { server, port: server.address().port };
}

test('a taken TCP port is named with its use and the two ways out', async () => {
  const { port } = await takenTcp();
  const use = { protocol: 'tcp', port, use: 'console', variable: 'NTM_CONSOLE_PORT' };
  const [problem, nextStep] = await portProblems([use], 0);
  assert.match(problem, new RegExp(`TCP port ${port} \\(console\\) is taken.*sport = :${port}`));
  assert.match(nextStep, new RegExp(`NTM_CONSOLE_PORT=${port + 1} npm start`));
});

test('several taken ports get one line to start with, and all of them may be another NTMobile', async () => {
  const [one, other] = [await takenTcp(), await takenTcp()];
  const use = ({ port }, variable) => ({ protocol: 'tcp', port, use: 'some use', variable });
  const taken = [use(one, 'ONE'), use(other, 'OTHER')];
  const line = /NTM_DATA_DIR=\S+ ONE=\d+ OTHER=\d+ npm start$/;
  const all = await portProblems(taken, 0);
  assert.match(all.at(-1), /If NTMobile runs here already/);
  assert.match(all.at(-1), line);
  other.server.close();
  await once(other.server, 'close');
  const some = await portProblems(taken, 0);
  assert.doesNotMatch(some.join(), /runs here already|OTHER|NTM_DATA_DIR/);
});

test('no port is suggested that is another of ours, or none at all', async () => {
  const { port } = await takenTcp();
  const use = (number, variable) => ({ protocol: 'tcp', port: number, use: 'some use', variable });
  const uses = [use(port, 'ONE'), use(port, 'TWO'), use(port + 1, 'THREE')];
  const line = (await portProblems(uses, 0)).at(-1);
  assert.match(line, new RegExp(`ONE=${port + 2} TWO=${port + 3} `));
  const server = createServer().listen(65_535);
  servers.push(server);
  await once(server, 'listening');
  assert.match((await portProblems([use(65_535, 'LAST')], 0)).at(-1), / LAST=1024 /);
});

test('a server on loopback alone takes the port as well', async () => {
  const { port } = await takenTcp('127.0.0.1');
  assert.equal(await isFree({ protocol: 'tcp', port }), false);
});

test('a UDP port is free until somebody binds it, and TCP does not matter to it', async () => {
  const { port } = await takenTcp();
  assert.equal(await isFree({ protocol: 'udp', port }), true);
  const socket = createSocket('udp4').bind(port);
  servers.push(socket);
  await once(socket, 'listening');
  assert.equal(await isFree({ protocol: 'udp', port }), false);
});

test('a port that is given back while it is waited for is no problem', async () => {
  const { server, port } = await takenTcp();
  const asked = portProblems([{ protocol: 'tcp', port, use: 'console', variable: 'X' }], 10_000);
  server.close();
  assert.deepEqual(await asked, []);
});

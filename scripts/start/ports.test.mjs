import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { isFree, portProblems, untilTaken } from './ports.mjs';

async function takenTcp(host) {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  return { server, port: server.address().port };
}

test('a taken TCP port is named with its use and the two ways out', async () => {
  const { server, port } = await takenTcp();
  const use = { protocol: 'tcp', port, use: 'console', variable: 'NTM_CONSOLE_PORT' };
  const [problem] = await portProblems([use], 0);
  assert.match(problem, new RegExp(`TCP port ${port} \\(console\\) is taken`));
  assert.match(problem, new RegExp(`sport = :${port}.*NTM_CONSOLE_PORT=${port + 1} npm start`));
  server.close();
});

test('a server on loopback alone takes the port as well', async () => {
  const { server, port } = await takenTcp('127.0.0.1');
  assert.equal(await isFree({ protocol: 'tcp', port }), false);
  server.close();
});

test('a UDP port is free until somebody binds it, and TCP does not matter to it', async () => {
  const { server, port } = await takenTcp();
  assert.equal(await isFree({ protocol: 'udp', port }), true);
  const socket = createSocket('udp4').bind(port);
  await once(socket, 'listening');
  assert.equal(await untilTaken({ protocol: 'udp', port }, 0), true);
  socket.close();
  server.close();
});

test('a port that is given back while it is waited for is no problem', async () => {
  const { server, port } = await takenTcp();
  const asked = portProblems([{ protocol: 'tcp', port, use: 'console', variable: 'X' }], 10_000);
  server.close();
  assert.deepEqual(await asked, []);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { answersHttp, takesConnections, untilReady } from './readiness.mjs';

async function listening(context, server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return server.address().port;
}

test('a server is ready that keeps its connections, and not one that hangs up or is not there', async (context) => {
  const keeps = await listening(
    context,
    createServer((socket) => socket.unref()),
  );
  const hangsUp = await listening(
    context,
    createServer((socket) => socket.destroy()),
  );
  assert.equal(await takesConnections(keeps), true);
  assert.equal(await takesConnections(hangsUp), false);
  assert.equal(await takesConnections(1), false);
});

test('an HTTP server is ready once it answers, a failure too; a taken port is none', async (context) => {
  const fails = createHttpServer((_, response) => response.writeHead(500).end('x'));
  const port = await listening(context, fails);
  const mute = await listening(
    context,
    createServer((socket) => socket.end('no HTTP')),
  );
  assert.equal(await answersHttp(`http://127.0.0.1:${port}/`), true);
  assert.equal(await answersHttp(`http://127.0.0.1:${mute}/`), false);
});

test('the wait ends with what is waited for, with its time, or with its signal', async () => {
  let looks = 0;
  assert.equal(await untilReady(async () => ++looks === 3, 10_000), true);
  assert.equal(await untilReady(async () => false, 0), false);
  assert.equal(await untilReady(async () => false, 10_000, AbortSignal.abort()), false);
});

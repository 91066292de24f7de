import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeConnectionsAtEnd } from './close-connections.ts';

let server: Server;
let asks: EventEmitter;

beforeEach(async () => {
  asks = new EventEmitter();
  closeConnectionsAtEnd(asks);
  server = createServer(({ url }, response) => {
    if (url === '/stream') response.setHeader('content-type', 'text/event-stream');
    response.write('something follows');
    if (url === '/slow') setTimeout(() => response.end(', this'), 1_000);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.closeAllConnections());

async function open(path: string): Promise<IncomingMessage> {
  const page = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path }).end();
  const [answer] = (await once(page, 'response')) as [IncomingMessage];
  return answer.on('error', () => undefined);
}

const closed = (answer: IncomingMessage) => new Promise((resolve) => answer.once('close', resolve));

/** Milliseconds from the signal to the end of the server. */
async function endsAfter(signal: string): Promise<number> {
  const begun = performance.now();
  asks.emit(signal);
  server.close();
  await once(server, 'close');
  return performance.now() - begun;
}

it.each(['SIGTERM', 'SIGINT'])('%s ends streams at once', async (signal) => {
  const stream = (await open('/stream')).resume();
  const cut = closed(stream);
  expect(await endsAfter(signal)).toBeLessThan(900);
  await cut;
});

it('an answer under way has time to end, and one that never would is cut off', async () => {
  const slow = await open('/slow');
  const endless = (await open('/endless')).resume();
  const cut = closed(endless);
  const texts = slow.setEncoding('utf8').toArray();
  const took = await endsAfter('SIGTERM');
  expect((await texts).join('')).toBe('something follows, this');
  expect(took).toBeGreaterThan(1_900);
  expect(took).toBeLessThan(3_900);
  await cut;
});

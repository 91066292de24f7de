import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, type Mock, vi } from 'vitest';
import { endPromptly } from './end-promptly.ts';

let server: Server;
let asks: EventEmitter;
/** A signal is asked of one test alone, but its time may be over in the next. */
let exit: Mock<(code: number) => void>;

beforeEach(async () => {
  exit = vi.fn();
  asks = new EventEmitter();
  endPromptly(Object.assign(asks, { exit }));
  server = createServer(({ url }, response) => {
    if (url === '/stream') response.setHeader('content-type', 'text/event-stream');
    response.write('something follows');
    if (url === '/slow') setTimeout(() => response.end(', this'), 300);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function open(path: string): Promise<IncomingMessage> {
  const page = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path }).end();
  const [answer] = (await once(page, 'response')) as [IncomingMessage];
  return answer.on('error', () => undefined);
}

const closed = (answer: IncomingMessage) => new Promise((resolve) => answer.once('close', resolve));

it.each(['SIGTERM', 'SIGINT'])('%s ends streams at once, and the server can close', async (signal) => {
  const stream = (await open('/stream')).resume();
  const cut = closed(stream);
  asks.emit(signal);
  await cut;
  server.close();
  await once(server, 'close');
  expect(exit).not.toHaveBeenCalled();
});

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
])(
  'an answer under way has time to end, and %s ends the process for one that never would',
  async (signal, code) => {
    const slow = await open('/slow');
    await open('/endless');
    const begun = performance.now();
    asks.emit(signal);
    const texts = await slow.setEncoding('utf8').toArray();
    expect(texts.join('')).toBe('something follows, this');
    await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(code), { timeout: 10_000 });
    expect(performance.now() - begun).toBeGreaterThan(1_900);
  },
);

import { EventEmitter, once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { closeConnectionsAtEnd } from './close-connections.ts';

it.each(['SIGTERM', 'SIGINT'])(
  '%s ends a server with an answer that never would, a second later',
  async (signal) => {
    const asks = new EventEmitter();
    closeConnectionsAtEnd(asks);
    const server = createServer((_, response) => void response.write('changes follow')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const page = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }).end();
    const [answer] = await once(page, 'response');
    const cut = once(answer.resume(), 'error');
    const begun = performance.now();
    asks.emit(signal);
    server.close();
    await once(server, 'close');
    await cut;
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(4_000);
  },
);

import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';
import { stampedSource, stampSources } from './source-stamp.ts';

it.each([
  ['nothing', undefined, '203.0.113.9', '203.0.113.9'],
  ['another address', '198.51.100.1', '203.0.113.9', '203.0.113.9'],
  ['many addresses', '127.0.0.1, 198.51.100.1', '::ffff:203.0.113.9', '203.0.113.9'],
  ['what is no address', 'x,,"', '2001:db8::9', '2001:db8::9'],
])('a stranger who says %s is known by the address it comes from', (_, said, peer, known) => {
  expect(clientAddress(stampedSource(said, peer))).toBe(known);
});

it('a proxy on this machine is believed in what it wrote last, and is the source where it wrote nothing', () => {
  expect(clientAddress(stampedSource('10.0.0.1, 203.0.113.9', '127.0.0.1'))).toBe('203.0.113.9');
  expect(clientAddress(stampedSource('203.0.113.9', '::1'))).toBe('203.0.113.9');
  expect(clientAddress(stampedSource(undefined, '::ffff:127.0.0.1'))).toBe('127.0.0.1');
});

it('every server of the process has it before its handlers run', async () => {
  stampSources();
  const server = createServer((request, response) => response.end(request.headers['x-forwarded-for']));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const heard = await new Promise<string>((resolve) =>
    get({ host: '127.0.0.1', port }, async (response) =>
      resolve(Buffer.concat(await response.toArray()).toString()),
    ),
  );
  server.close();
  expect(heard).toBe('127.0.0.1');
});

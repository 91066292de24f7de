import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { secureServer } from './secure-server.ts';
import { securityHeaders } from './security-headers.ts';

vi.stubEnv('NTM_CONSOLE_URL', 'https://console.example');
secureServer();

let server: Server;
afterEach(() => server.close());

async function answerOf(
  handler: Parameters<typeof createServer>[1],
  method = 'GET',
): Promise<IncomingMessage> {
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = request({ host: '127.0.0.1', port, method }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

it.each([200, 308, 404, 500])('an answer of %i has every protecting header', async (status) => {
  const { headers } = await answerOf((_, response) => response.writeHead(status).end());
  for (const { key, value } of securityHeaders({ overTls: true })) {
    expect(headers[key.toLowerCase()]).toBe(value);
  }
  expect(headers['content-security-policy']).toContain("default-src 'none'");
});

it('a page has its own policy instead of the general one', async () => {
  const own = "default-src 'none'; script-src 'nonce-a'";
  const { headers } = await answerOf((_, response) => {
    response.setHeader('content-security-policy', own);
    response.end();
  });
  expect(headers['content-security-policy']).toBe(own);
});

it('browsers are told to stay with TLS only where there is TLS', () => {
  const keys = (overTls: boolean) => securityHeaders({ overTls }).map(({ key }) => key);
  expect(keys(true)).toContain('Strict-Transport-Security');
  expect(keys(false)).not.toContain('Strict-Transport-Security');
});

it('a client that takes its time is cut off', async () => {
  await answerOf((_, response) => response.end());
  expect(server.headersTimeout).toBe(10_000);
  expect(server.requestTimeout).toBe(30_000);
});

it('a method that the framework fails over arrives as one that it refuses', async () => {
  const { headers } = await answerOf((asked, response) => {
    response.setHeader('x-arrived', asked.method ?? '');
    response.end();
  }, 'TRACE');
  expect(headers['x-arrived']).toBe('OPTIONS');
});

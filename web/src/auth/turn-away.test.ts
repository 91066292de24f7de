import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signInGate } from './sign-in-gate.ts';
import { turnSignInsAway } from './turn-away.ts';

turnSignInsAway();

let server: Server;
let handled: string[];

beforeEach(async () => {
  handled = [];
  server = createServer((asked, response) => {
    handled.push(`${asked.method} ${asked.url}`);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

async function statusOf(path: string, from: string, method = 'POST'): Promise<number | undefined> {
  const { port } = server.address() as AddressInfo;
  const asked = request({ host: '127.0.0.1', port, path, method, headers: { 'x-forwarded-for': from } });
  asked.end(method === 'POST' ? 'username=ops' : undefined);
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

const PASSWORDS = '/api/auth/callback/credentials';
const close = (address: string) => {
  for (const kind of ['password', 'passkey', 'provider'] as const) {
    for (let each = 0; each < 40; each++) signInGate().opensFor(kind, address, Date.now());
  }
};

it('a sign-in for which the gate is closed reaches no handler, the very first of a server too', async () => {
  close('192.0.2.1');
  expect(await statusOf(PASSWORDS, '192.0.2.1')).toBe(429);
  expect(await statusOf(`${PASSWORDS}?by=passkey`, '192.0.2.1')).toBe(429);
  expect(await statusOf(`${PASSWORDS}?by=passkey&json=1`, '198.51.100.9, 192.0.2.1')).toBe(429);
  expect(handled).toEqual([]);
});

it('however its path is written', async () => {
  close('192.0.2.5');
  const spellings = [
    '/api/auth/%63allback/credentials',
    '/api/auth/callback%2Fcredentials',
    '/api/auth/./callback/credentials',
    '/api/x/../auth/callback/credentials?json=1',
    '/api/auth/signin/%6Fidc',
  ];
  for (const path of spellings) expect(await statusOf(path, '192.0.2.5'), path).toBe(429);
  for (const path of ['/api/auth/%', '//', '/api/auth/%2563allback/credentials']) {
    expect(await statusOf(path, '192.0.2.5'), path).toBe(200);
  }
});

it('everybody else, and everything else of the same source, is handled once', async () => {
  close('192.0.2.2');
  expect(await statusOf(PASSWORDS, '192.0.2.2, 192.0.2.3')).toBe(200);
  expect(await statusOf('/nodes', '192.0.2.2', 'GET')).toBe(200);
  expect(await statusOf(PASSWORDS, '192.0.2.2', 'GET')).toBe(200);
  expect(await statusOf('/api/auth/signout', '192.0.2.2')).toBe(200);
  expect(handled).toEqual([`POST ${PASSWORDS}`, 'GET /nodes', `GET ${PASSWORDS}`, 'POST /api/auth/signout']);
});

it('a source is counted by those who handle its sign-ins alone', async () => {
  for (let each = 0; each < 40; each++) await statusOf(PASSWORDS, '192.0.2.4');
  expect(handled).toHaveLength(40);
});

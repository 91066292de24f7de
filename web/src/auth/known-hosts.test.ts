import { expect, it } from 'vitest';
import { isForThisMachine, isKnownHost } from './known-hosts.ts';

const NAMED = 'https://console.example';

it.each([
  ['its own name', 'console.example'],
  ['its own name in other letters, with the port behind a proxy', 'Console.Example:3000'],
  ['loopback, as a proxy or a probe on this machine says it', '127.0.0.1:3000'],
  ['localhost, by way of a tunnel with another port', 'localhost:8080'],
  ['loopback of IPv6', '[::1]:3000'],
  ['the address at which the request came in', '192.0.2.10:3000'],
  ['nothing, as probes by HTTP/1.0 do', undefined],
])('a console knows %s', (_, host) => {
  expect(isKnownHost(NAMED, { host, localAddress: '192.0.2.10' })).toBe(true);
});

it.each([
  'evil.test:3000',
  'evil.console.example',
  'console.example.evil.test',
  'console.example@evil.test',
  'evil.test@console.example',
  'localhost.evil.test',
  'localhost/../evil.test',
  'console.example, evil.test',
  '192.0.2.11:3000',
  '[::2]:3000',
  '',
  ':3000',
])('a console does not know %j', (host) => {
  expect(isKnownHost(NAMED, { host, localAddress: '192.0.2.10' })).toBe(false);
});

it('a console that calls itself localhost knows no name, and its address in either form', () => {
  const known = (host: string, localAddress: string) =>
    isKnownHost('http://localhost:3000', { host, localAddress });
  expect(known('console.example:3000', '127.0.0.1')).toBe(false);
  expect(known('192.0.2.10:3000', '::ffff:192.0.2.10')).toBe(true);
  expect(known('[2001:db8::1]:3000', '2001:db8::1')).toBe(true);
});

it.each([
  ['http://localhost:3000', true],
  ['http://127.0.0.1:3000', true],
  ['http://[::1]:3000', true],
  ['http://192.0.2.10:3000', false],
  ['https://localhost.example', false],
])('%s is for this machine only: %s', (url, expected) => {
  expect(isForThisMachine(url)).toBe(expected);
});

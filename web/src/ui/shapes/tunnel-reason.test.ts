import { expect, it } from 'vitest';
import { tunnelReason } from './tunnel-reason.ts';

it.each([
  ['direct: the peer answers at an IPv6 address', 'The peer answers at an IPv6 address'],
  ['no path: the peer is offline', 'The peer is offline'],
  ['message 1 is out', 'Message 1 is out'],
  ['', '–'],
  ['no path:', '–'],
])('says %j as %j', (reason, words) => {
  expect(tunnelReason(reason)).toBe(words);
});

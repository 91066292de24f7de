import { expect, test } from 'vitest';
import { parseEndpoint } from '../address/endpoint.ts';
import { noblePrimitives as crypto } from '../crypto/noble.ts';
import {
  appendMacs,
  consumeCookieReply,
  cookieOf,
  createCookieReply,
  hasValidMac1,
  hasValidMac2,
  isRepeat,
  macKeysOf,
  withMac2,
} from './wireguard-mac.ts';

const keys = macKeysOf(crypto, new Uint8Array(32).fill(3));
const otherKeys = macKeysOf(crypto, new Uint8Array(32).fill(4));
const message = appendMacs(
  crypto,
  keys.mac1Key,
  Uint8Array.of(1, 0, 0, 0, 9, 8, 7, 6, ...new Uint8Array(108)),
);
const secret = new Uint8Array(32).fill(5);
const source = parseEndpoint('192.0.2.1:1000');
const cookie = cookieOf(crypto, secret, source);
const nonce = new Uint8Array(24).fill(6);

test('mac1 is right for its receiver only and covers every byte before it', () => {
  expect(message).toHaveLength(148);
  expect(hasValidMac1(crypto, keys.mac1Key, message)).toBe(true);
  expect(hasValidMac1(crypto, otherKeys.mac1Key, message)).toBe(false);
  for (let at = 0; at < 132; at++) {
    const changed = message.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x80;
    expect(hasValidMac1(crypto, keys.mac1Key, changed)).toBe(false);
  }
});

test('a message too short for its MACs has none', () => {
  for (let length = 0; length < 40; length++) {
    expect(hasValidMac1(crypto, keys.mac1Key, message.subarray(0, length))).toBe(false);
    expect(hasValidMac2(crypto, cookie, message.subarray(0, length))).toBe(false);
  }
});

test('mac2 is zero at first, right under its cookie, and changes no byte before it', () => {
  expect(message.subarray(132)).toEqual(new Uint8Array(16));
  expect(hasValidMac2(crypto, cookie, message)).toBe(false);
  const proven = withMac2(crypto, message, cookie);
  expect(hasValidMac2(crypto, cookie, proven)).toBe(true);
  expect(hasValidMac1(crypto, keys.mac1Key, proven)).toBe(true);
  expect(isRepeat(proven, message)).toBe(true);
  expect(isRepeat(proven, message.subarray(1))).toBe(false);
});

test('a cookie belongs to one address, one port and one secret', () => {
  const others = ['192.0.2.1:1001', '192.0.2.2:1000', '[::ffff:192.0.2.1]:1000'].map(parseEndpoint);
  for (const other of others) expect(cookieOf(crypto, secret, other)).not.toEqual(cookie);
  expect(cookieOf(crypto, new Uint8Array(32), source)).not.toEqual(cookie);
  expect(cookieOf(crypto, secret, parseEndpoint('192.0.2.1:1000'))).toEqual(cookie);
});

test('a cookie reply carries the cookie to the sender of the message that it answers, and to nobody else', () => {
  const reply = createCookieReply(crypto, { cookieKey: keys.cookieKey, message, cookie, nonce });
  expect(reply).toHaveLength(64);
  expect([...reply.subarray(0, 8)]).toEqual([3, 0, 0, 0, 9, 8, 7, 6]);
  expect(consumeCookieReply(crypto, { cookieKey: keys.cookieKey, sent: message, reply })).toEqual(cookie);
  expect(
    consumeCookieReply(crypto, { cookieKey: otherKeys.cookieKey, sent: message, reply }),
  ).toBeUndefined();
  const another = appendMacs(crypto, keys.mac1Key, new Uint8Array(116));
  expect(consumeCookieReply(crypto, { cookieKey: keys.cookieKey, sent: another, reply })).toBeUndefined();
  for (let at = 8; at < 64; at++) {
    const changed = reply.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(
      consumeCookieReply(crypto, { cookieKey: keys.cookieKey, sent: message, reply: changed }),
    ).toBeUndefined();
  }
});

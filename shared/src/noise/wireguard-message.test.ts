import { expect, test } from 'vitest';
import golden from '../../vectors/wireguard-handshake.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import {
  encodeCookieReply,
  encodeInitiation,
  encodeResponse,
  parseCookieReply,
  parseInitiation,
  parseResponse,
  receiverIndexOf,
} from './wireguard-message.ts';

test.each(golden.handshakes)('the messages of "$name" survive parsing and encoding', (vector) => {
  const macs = hexDecode(vector.initiation).slice(-32);
  const initiation = parseInitiation(hexDecode(vector.initiation));
  expect(initiation?.senderIndex).toBe(vector.initiator.index);
  expect(initiation && hexEncode(concatBytes(encodeInitiation(initiation), macs))).toBe(vector.initiation);
  const response = parseResponse(hexDecode(vector.response));
  expect(response?.senderIndex).toBe(vector.responder.index);
  expect(response?.receiverIndex).toBe(vector.initiator.index);
  expect(response && vector.response.startsWith(hexEncode(encodeResponse(response)))).toBe(true);
  expect(receiverIndexOf(hexDecode(vector.response))).toBe(vector.initiator.index);
});

test('a cookie reply survives encoding and parsing', () => {
  const nonce = new Uint8Array(24).fill(1);
  const reply = { receiverIndex: 0xfffefdfc, nonce, sealedCookie: new Uint8Array(32).fill(2) };
  const message = encodeCookieReply(reply);
  expect(parseCookieReply(message)).toEqual(reply);
  expect(receiverIndexOf(message)).toBe(0xfffefdfc);
});

test('a message of another length or with reserved bytes in use is no handshake message', () => {
  const whole: [(bytes: Uint8Array) => unknown, number, number][] = [
    [parseInitiation, 1, 148],
    [parseResponse, 2, 92],
    [parseCookieReply, 3, 64],
  ];
  for (const [parse, type, length] of whole) {
    const message = new Uint8Array(length);
    message[0] = type;
    expect(parse(message)).toBeDefined();
    expect(parse(message.subarray(1))).toBeUndefined();
    expect(parse(concatBytes(message, Uint8Array.of(0)))).toBeUndefined();
    for (let at = 0; at < 4; at++) {
      const changed = message.slice();
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(parse(changed)).toBeUndefined();
    }
  }
});

import { describe, expect, it } from 'vitest';
import { parseEndpoint } from '../address/endpoint.ts';
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import { classifyDatagram } from '../noise/classify-datagram.ts';
import { decodeBindingAnswer } from './binding-answer.ts';
import { encodeBindingRequest } from './binding-request.ts';

/** Header of RFC 5769 section 2.1, but that this request has attributes: 0x58 bytes of them. */
const PUBLISHED_HEADER = '000100582112a442b7e7a701bc34d686fa87dfae';
const TRANSACTION_ID = hexDecode('b7e7a701bc34d686fa87dfae');

describe('a Binding request', () => {
  it('is the header of RFC 5769 section 2.1 without attributes', () => {
    expect(hexEncode(encodeBindingRequest(TRANSACTION_ID))).toBe(PUBLISHED_HEADER.replace('0058', '0000'));
  });

  it('is told as STUN from everything else on a socket', () => {
    expect(classifyDatagram(encodeBindingRequest(TRANSACTION_ID))).toBe('stun');
  });

  it.each([0, 11, 13, 16])('is not made with a transaction id of %d bytes', (length) => {
    const encode = () => encodeBindingRequest(new Uint8Array(length));
    expect(encode).toThrow(RangeError);
    expect(encode).toThrow(`a transaction id of ${length} bytes: give 12`);
  });

  it('is answered by a server with its transaction id and where it came from', () => {
    const source = parseEndpoint('198.51.100.7:40000');
    const answer = answered(encodeBindingRequest(TRANSACTION_ID), source.address.bytes, source.port);
    expect(decodeBindingAnswer(answer)).toEqual({
      kind: 'bound',
      transactionId: TRANSACTION_ID,
      mapped: source,
    });
  });

  it('is no answer itself: who sends it back says nothing', () => {
    expect(() => decodeBindingAnswer(encodeBindingRequest(TRANSACTION_ID))).toThrow(
      'a STUN message of type 0x0001 is no answer to a Binding request',
    );
  });
});

/** What a server does by RFC 8489 section 6.3.1, which reads no code of this package's but numbers. */
function answered(request: Uint8Array, address: Uint8Array, port: number): Uint8Array {
  const reader = new Reader(request);
  expect([reader.u16(), reader.u16()]).toEqual([0x0001, 0]);
  const cookieAndId = reader.bytes(16);
  reader.end();
  const hidden = address.map((byte, index) => byte ^ (cookieAndId[index] as number));
  const answer = new Writer().u16(0x0101).u16(12).bytes(cookieAndId);
  return answer
    .u16(0x0020)
    .u16(8)
    .u16(0x0001)
    .u16(port ^ 0x2112)
    .bytes(hidden)
    .finish();
}

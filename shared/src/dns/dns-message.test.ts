import { describe, expect, it } from 'vitest';
import golden from '../../vectors/dns-messages.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Writer } from '../bytes/writer.ts';
import { plainValue } from '../testing/plain-value.ts';
import { DNS_TYPE, decodeDnsMessage, encodeDnsMessage } from './dns-message.ts';
import { decodeDnsName, encodeDnsName } from './dns-name.ts';

// A query for www.Example.com A with EDNS, as resolvers send it.
const QUERY = '12340120000100000000000103777777074578616d706c6503636f6d00000100010000291000000000000000';
// RFC 1035 section 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40 (pointer), ARPA at 64 (pointer), root at 92.
const COMPRESSED = concatBytes(
  new Uint8Array(20),
  hexDecode('014603495349044152504100'),
  new Uint8Array(8),
  hexDecode('03464f4fc014'),
  new Uint8Array(18),
  hexDecode('c01a'),
  new Uint8Array(26),
  hexDecode('00'),
);

describe('DNS message', () => {
  it('reads a query and writes the same bytes again', () => {
    const message = decodeDnsMessage(hexDecode(QUERY));
    expect(message).toMatchObject({
      id: 0x1234,
      response: false,
      opcode: 0,
      recursionDesired: true,
      questions: [{ name: 'www.Example.com', type: DNS_TYPE.A, class: 1 }],
      additional: [{ name: '', type: DNS_TYPE.OPT, class: 4096, ttl: 0 }],
    });
    // The AD bit of the query (RFC 6840) is not one of ours.
    expect(hexEncode(encodeDnsMessage(message))).toBe(QUERY.replace('12340120', '12340100'));
  });

  it('writes every flag and section', () => {
    const message = {
      id: 7,
      response: true,
      opcode: 2,
      authoritative: true,
      truncated: true,
      recursionDesired: false,
      recursionAvailable: true,
      rcode: 3,
      questions: [],
      answers: [{ name: 'a.b', type: 1, class: 1, ttl: 60, data: Uint8Array.of(198, 18, 0, 1) }],
      authority: [{ name: '', type: 6, class: 1, ttl: 5, data: new Uint8Array() }],
      additional: [],
    };
    expect(decodeDnsMessage(encodeDnsMessage(message))).toEqual(message);
  });

  it.each(golden.messages)('"$name" is read, and read again after it was written', ({ bytes, message }) => {
    const decoded = decodeDnsMessage(hexDecode(bytes));
    expect(plainValue(decoded)).toEqual(message);
    expect(decodeDnsMessage(encodeDnsMessage(decoded))).toEqual(decoded);
  });

  it.each(golden.refused)('with $why is refused', ({ bytes }) => {
    expect(() => decodeDnsMessage(hexDecode(bytes))).toThrow(DecodeError);
  });

  it('is refused wherever it is cut off', () => {
    const bytes = hexDecode(QUERY);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeDnsMessage(bytes.subarray(0, length))).toThrow(DecodeError);
  });
});

describe('DNS name', () => {
  it('follows pointers as in the example of RFC 1035 section 4.1.4', () => {
    expect(decodeDnsName(COMPRESSED, 20)).toEqual({ name: 'F.ISI.ARPA', end: 32 });
    expect(decodeDnsName(COMPRESSED, 40)).toEqual({ name: 'FOO.F.ISI.ARPA', end: 46 });
    expect(decodeDnsName(COMPRESSED, 64)).toEqual({ name: 'ARPA', end: 66 });
    expect(decodeDnsName(COMPRESSED, 92)).toEqual({ name: '', end: 93 });
  });

  it.each([
    ['c000', 'points at itself'],
    ['0161c004', 'points forwards'],
    ['4061', 'has an unknown kind of label'],
    ['0561', 'is cut off'],
    ['0161', 'has no end'],
    [`${'3f'.padEnd(128, '61').repeat(4)}00`, 'is longer than 255 bytes'],
  ])('%s is refused: it %s', (hex) => {
    expect(() => decodeDnsName(hexDecode(hex), 0)).toThrow(DecodeError);
  });

  it('keeps any byte by an escape', () => {
    const wire = hexDecode('05612e005cff0162' + '00');
    const { name } = decodeDnsName(wire, 0);
    expect(name).toBe('a\\046\\000\\092\\255.b');
    const writer = new Writer();
    encodeDnsName(writer, name);
    expect(hexEncode(writer.finish())).toBe(hexEncode(wire));
  });

  it.each(['a..b', 'x'.repeat(64), Array(130).fill('x').join('.')])('%s is not written', (name) => {
    expect(() => encodeDnsName(new Writer(), name)).toThrow(RangeError);
  });
});

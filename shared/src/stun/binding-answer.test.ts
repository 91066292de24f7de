import { describe, expect, it } from 'vitest';
import golden from '../../vectors/stun-answers.json' with { type: 'json' };
import { hexDecode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { attempt } from '../testing/decoder.ts';
import { plainValue } from '../testing/plain-value.ts';
import { decodeBindingAnswer } from './binding-answer.ts';

const datagrams = golden.answers.map(({ name, bytes }) => ({ name, datagram: hexDecode(bytes) }));

describe('an answer to a Binding request', () => {
  it.each(golden.answers)('"$name" is read', ({ bytes, answer }) => {
    expect(plainValue(decodeBindingAnswer(hexDecode(bytes)))).toEqual(answer);
  });

  it.each(golden.refused)('with $why is refused', ({ bytes }) => {
    expect(() => decodeBindingAnswer(hexDecode(bytes))).toThrow(DecodeError);
  });

  it('is read wherever it lies in its buffer, and keeps nothing of it', () => {
    const [{ bytes, answer }] = golden.answers as [(typeof golden.answers)[0]];
    const buffer = concatBytes(new Uint8Array(3), hexDecode(bytes), new Uint8Array(5));
    const read = decodeBindingAnswer(buffer.subarray(3, 3 + bytes.length / 2));
    buffer.fill(0xff);
    expect(plainValue(read)).toEqual(answer);
  });

  it.each(datagrams)('"$name" is refused wherever it is cut off', ({ datagram }) => {
    for (let length = 0; length < datagram.length; length++)
      expect(() => decodeBindingAnswer(datagram.subarray(0, length))).toThrow(DecodeError);
  });

  it.each(datagrams)(
    '"$name" with a byte flipped in part or whole gives an answer or the one error',
    ({ datagram }) => {
      for (let offset = 0; offset < datagram.length; offset++)
        for (const flipped of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
          const changed = datagram.slice();
          changed[offset] = (datagram[offset] as number) ^ flipped;
          attempt(decodeBindingAnswer, changed);
        }
    },
  );

  it('names the request in its transaction id, and hides the address of family 6 by it', () => {
    const { datagram } = datagrams[1] as (typeof datagrams)[0];
    const changed = datagram.slice();
    changed[19] = 0xaf;
    expect(plainValue(decodeBindingAnswer(changed))).toMatchObject({
      transactionId: 'b7e7a701bc34d686fa87dfaf',
      mapped: '[2001:db8:1234:5678:11:2233:4455:6676]:32853',
    });
  });

  it('as long as a datagram can be is read', () => {
    const answer = hexDecode((golden.answers[2] as (typeof golden.answers)[0]).bytes);
    const empty = hexDecode('80000000');
    const datagram = concatBytes(answer, ...Array<Uint8Array>(16_000).fill(empty));
    new DataView(datagram.buffer).setUint16(2, datagram.length - 20);
    expect(plainValue(decodeBindingAnswer(datagram))).toEqual(golden.answers[2]?.answer);
  });
});

describe('why an answer is refused', () => {
  it.each([
    ['another cookie', 'no STUN message: the magic cookie is missing'],
    ['an answer to another method', 'a STUN message of type 0x0103 is no answer to a Binding request'],
    [
      'an unknown attribute that must be understood',
      'the STUN attribute 0x7fff must be understood and is unknown',
    ],
    ['family 3', 'a STUN address of the unknown family 3'],
    ['an error of class 7', 'a STUN error of class 7 and number 0'],
    ['software of 129 characters', 'a STUN text of 129 characters'],
    ['a length that says too much', 'a STUN message says 16 bytes after its header and has 12'],
  ])('is said of %s', (why, sentence) => {
    const bytes = golden.refused.find((one) => one.why === why)?.bytes ?? '';
    expect(() => decodeBindingAnswer(hexDecode(bytes))).toThrow(sentence);
  });
});

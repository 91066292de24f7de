import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../../vectors/node-records.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '../crypto/noble.ts';
import { plainValue } from '../testing/plain-value.ts';
import { NODE_RECORD_LIMIT } from './fields.ts';
import { decodeNodeRecord, type NodeRecord, signNodeRecord, verifyNodeRecord } from './node-record.ts';
import { arbitraryRecord } from './testing/arbitrary-frame.ts';
import { largestRecord } from './testing/largest-frames.ts';

const seed = new Uint8Array(32).fill(7);
const sign = (message: Uint8Array) => ed25519Sign(seed, message);
const record: NodeRecord = {
  realm: 'ntm.internal',
  nodeId: new Uint8Array(16).fill(1),
  name: 'alice',
  staticKey: new Uint8Array(32).fill(2),
  addresses: [],
  prefixes: [],
  issued: 1000,
  expires: 601_000,
};
const trust = { signingKey: ed25519PublicKey(seed), realm: 'ntm.internal', serverTime: 600_999 };

describe('a node record', () => {
  test('survives its bytes', () => {
    fc.assert(
      fc.property(arbitraryRecord, (any) => {
        expect(decodeNodeRecord(signNodeRecord(any, () => new Uint8Array(64)))).toEqual(any);
      }),
    );
  });

  test('fits its field at its limits', () => {
    expect(signNodeRecord(largestRecord, sign).length).toBeLessThanOrEqual(NODE_RECORD_LIMIT);
  });

  test('is believed by its signature, realm and time', () => {
    const signed = signNodeRecord(record, sign);
    expect(verifyNodeRecord(signed, trust, noblePrimitives)).toEqual({ kind: 'valid', record });
  });

  test.each([
    ['expired', { ...trust, serverTime: 601_000 }],
    ['otherRealm', { ...trust, realm: 'other.internal' }],
    ['badSignature', { ...trust, signingKey: ed25519PublicKey(new Uint8Array(32)) }],
  ] as const)('is refused as %s', (reason, other) => {
    const signed = signNodeRecord(record, sign);
    expect(verifyNodeRecord(signed, other, noblePrimitives)).toEqual({ kind: 'refused', reason });
  });

  test('with any byte changed has a bad signature', () => {
    const signed = signNodeRecord(record, sign);
    for (let at = 0; at < signed.length; at += 7) {
      const changed = signed.slice();
      changed[at] = (changed[at] as number) ^ 1;
      const verdict = verifyNodeRecord(changed, trust, noblePrimitives);
      expect(verdict).toEqual({ kind: 'refused', reason: 'badSignature' });
    }
  });

  test('signed for another purpose is no record', () => {
    const signed = signNodeRecord(record, (message) => sign(message.subarray(18)));
    expect(verifyNodeRecord(signed, trust, noblePrimitives)).toMatchObject({ reason: 'badSignature' });
  });

  test('of any bytes is a verdict, never a throw of another kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(verifyNodeRecord(bytes, trust, noblePrimitives).kind).toBe('refused');
        expect(() => decodeNodeRecord(bytes)).toThrow(DecodeError);
      }),
    );
  });

  test('that is signed but malformed is refused', () => {
    const short = { ...record, staticKey: new Uint8Array(31) };
    expect(() => signNodeRecord(short, sign)).toThrow(RangeError);
    const signed = new Uint8Array(70);
    expect(verifyNodeRecord(signed, trust, { ...noblePrimitives, ed25519Verify: () => true })).toEqual({
      kind: 'refused',
      reason: 'malformed',
    });
  });
});

describe('golden node records', () => {
  const goldenTrust = { ...golden.trust, signingKey: hexDecode(golden.trust.signingKey) };

  test.each(golden.records)('$name has these bytes and is believed', ({ record: plain, signed }) => {
    const verdict = verifyNodeRecord(hexDecode(signed), goldenTrust, noblePrimitives);
    if (verdict.kind !== 'valid') throw new Error(verdict.reason);
    expect(plainValue(verdict.record)).toEqual(plain);
    const again = signNodeRecord(verdict.record, (message) => ed25519Sign(hexDecode(golden.seed), message));
    expect(hexEncode(again)).toBe(signed);
  });

  test.each(golden.refused)('$name is refused: $reason', ({ signed, reason }) => {
    const verdict = verifyNodeRecord(hexDecode(signed), goldenTrust, noblePrimitives);
    expect(verdict).toEqual({ kind: 'refused', reason });
  });
});

import { describe, expect, test } from 'vitest';
import golden from '../vectors/enrolment.json' with { type: 'json' };
import { noblePrimitives as crypto } from './crypto/noble.ts';
import {
  decodeAnswer,
  decodeRequest,
  enrolmentStringOf,
  openAnswer,
  openRequest,
  parseEnrolmentString,
  sealAnswer,
  sealRequest,
} from './enrolment/index.ts';
import { hexDecode, hexEncode, utf8Decode, utf8Encode } from './index.ts';

const pairOf = (pair: { privateKey: string; publicKey: string }) => ({
  privateKey: hexDecode(pair.privateKey),
  publicKey: hexDecode(pair.publicKey),
});
const realm = pairOf(golden.realm);
const device = pairOf(golden.device);

/** In the order of the golden text, since JSON has none. */
const request = Object.assign(
  JSON.parse(golden.request.payload),
  decodeRequest(utf8Encode(golden.request.payload)),
);

function sealed() {
  return sealRequest(crypto, {
    local: device,
    realmKey: parseEnrolmentString(golden.enrolmentString).realmKey,
    ephemeralPrivateKey: hexDecode(golden.deviceEphemeralPrivateKey),
    request,
  });
}

describe('the golden enrolment', () => {
  test('has this string', () => {
    const invitation = parseEnrolmentString(golden.enrolmentString);
    expect(invitation.realmKey).toEqual(realm.publicKey);
    expect(enrolmentStringOf(invitation)).toBe(golden.enrolmentString);
  });

  test('asks in these bytes, which the realm opens', () => {
    expect(hexEncode(sealed().message)).toBe(golden.request.message);
    const opened = openRequest(crypto, realm, hexDecode(golden.request.message));
    expect(opened.nodeKey).toEqual(device.publicKey);
    expect(utf8Decode(opened.payload)).toBe(golden.request.payload);
  });

  test.each(golden.answers)('is answered in these bytes, which the device opens: $payload', (vector) => {
    const answer = decodeAnswer(utf8Encode(vector.payload));
    const { handshake } = openRequest(crypto, realm, hexDecode(golden.request.message));
    const ephemeralPrivateKey = hexDecode(golden.realmEphemeralPrivateKey);
    expect(hexEncode(sealAnswer(crypto, handshake, { ephemeralPrivateKey, answer }))).toBe(vector.message);
    expect(openAnswer(crypto, sealed().pending, hexDecode(vector.message))).toEqual(answer);
  });
});

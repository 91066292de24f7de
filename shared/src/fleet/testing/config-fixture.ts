import { base64UrlEncode } from '../../bytes/bits-text.ts';
import { concatBytes } from '../../bytes/bytes.ts';
import { utf8Encode } from '../../bytes/text.ts';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '../../crypto/noble.ts';
import { formatNodeId } from '../../ids.ts';
import type { ConfigDocument } from '../config-document.ts';
import { sectionsText } from '../config-document.ts';
import type { ConfigSections } from '../config-sections.ts';
import { CONFIG_JWS_HEADER, type PinnedKey, sectionsHash, signingKeyId } from '../config-signature.ts';

/** Values for the tests of this folder. */
export const NODE = formatNodeId(new Uint8Array(16).fill(1));
export const OTHER_NODE = formatNodeId(new Uint8Array(16).fill(2));
export const BOOT = formatNodeId(new Uint8Array(16).fill(3));
export const NOW = 1_800_000_000_000;
const SEED = new Uint8Array(32).fill(7);

export const SECTIONS: ConfigSections = {
  dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: base64UrlEncode(new Uint8Array(32).fill(9)) }],
  rs: [{ endpoints: ['192.0.2.2:3478'], region: 'eu', priority: 10 }],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: ['192.0.2.53'] },
  telemetry: { intervalSeconds: 60 },
};

export function pinnedKey(seed: Uint8Array = SEED): PinnedKey {
  const publicKey = ed25519PublicKey(seed);
  return { keyId: signingKeyId(publicKey, noblePrimitives), publicKey };
}

export function documentOf(
  change: Partial<ConfigDocument> = {},
  sections: string = sectionsText(SECTIONS),
): ConfigDocument {
  return {
    v: 1,
    node: NODE,
    revision: 1,
    issuedAt: NOW,
    expiresAt: NOW + 86_400_000,
    hash: sectionsHash(sections, noblePrimitives),
    keyId: pinnedKey().keyId,
    sections,
    ...change,
  };
}

/** A compact JWS over any payload and header. */
export function signed(
  payload: unknown,
  header: unknown = CONFIG_JWS_HEADER,
  seed: Uint8Array = SEED,
): Uint8Array {
  return signedText(JSON.stringify(payload), header, seed);
}

/** The same over a payload that need not be JSON. */
export function signedText(
  payload: string,
  header: unknown = CONFIG_JWS_HEADER,
  seed: Uint8Array = SEED,
): Uint8Array {
  const part = (text: string) => base64UrlEncode(utf8Encode(text));
  const input = utf8Encode(`${part(JSON.stringify(header))}.${part(payload)}`);
  const signature = base64UrlEncode(ed25519Sign(seed, input));
  return concatBytes(input, utf8Encode(`.${signature}`));
}

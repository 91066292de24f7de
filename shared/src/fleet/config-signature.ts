import { base64UrlDecode, base64UrlEncode, hexEncode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import { MAX_PAYLOAD_BYTES, parseBoundedJson } from './bounded-json.ts';
import { type ConfigDocument, configDocumentSchema } from './config-document.ts';

/** The one protected header that is accepted (RFC 7515 section 4.1, RFC 8037 section 3.1), in these very bytes. */
export const CONFIG_JWS_HEADER = { alg: 'EdDSA', typ: 'ntm-config+jws' } as const;
const PROTECTED = base64UrlEncode(utf8Encode(JSON.stringify(CONFIG_JWS_HEADER)));

/** A configuration signing key that the node pinned at enrolment. */
export interface PinnedKey {
  readonly keyId: string;
  /** Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

export type SignatureRefusal =
  | 'too_long'
  | 'malformed'
  | 'bad_header'
  | 'bad_signature'
  /** Signed, and beyond the bounds of JSON: too deep, a key twice or a prototype's, a number out of range. */
  | 'bad_json'
  | 'wrong_key_id'
  | 'bad_hash';

export type VerifiedDocument =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly code: SignatureRefusal };

/** Name of a signing key: the first 8 bytes of its SHA-256, in hexadecimal. */
export function signingKeyId(publicKey: Uint8Array, primitives: CryptoPrimitives): string {
  return hexEncode(primitives.sha256(publicKey).subarray(0, 8));
}

/** `hash` of a document with these sections. */
export function sectionsHash(sections: string, primitives: CryptoPrimitives): string {
  return hexEncode(primitives.sha256(utf8Encode(sections)));
}

/**
 * The document of a compact JWS (RFC 7515 section 7.1) signed by one of the pinned keys. Key and algorithm are
 * never taken from the message: the header is compared, each pinned key is tried, and `keyId` must then name
 * the key that verified. Node, revision and expiry are left to the caller.
 */
export function verifyConfig(
  jws: Uint8Array,
  keys: readonly PinnedKey[],
  primitives: CryptoPrimitives,
): VerifiedDocument {
  if (jws.length > MAX_PAYLOAD_BYTES) return refused('too_long');
  if (jws.some((byte) => byte > 0x7f)) return refused('malformed');
  const parts = asciiText(jws).split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || payload === undefined || signature === undefined) return refused('malformed');
  if (header !== PROTECTED) return refused('bad_header');
  const signedBytes = jws.subarray(0, header.length + 1 + payload.length);
  const key = verifyingKey(signedBytes, signature, keys, primitives);
  if (key === undefined) return refused('bad_signature');
  const json = parsePayload(payload);
  if (json === undefined) return refused('bad_json');
  const document = configDocumentSchema.safeParse(json).data;
  if (document === undefined) return refused('malformed');
  if (document.keyId !== key.keyId) return refused('wrong_key_id');
  if (document.hash !== sectionsHash(document.sections, primitives)) return refused('bad_hash');
  return { ok: true, document };
}

function verifyingKey(
  input: Uint8Array,
  signatureText: string,
  keys: readonly PinnedKey[],
  primitives: CryptoPrimitives,
): PinnedKey | undefined {
  const signature = decoded(signatureText);
  if (signature === undefined || signature.length !== 64) return undefined;
  return keys.find((key) => primitives.ed25519Verify(key.publicKey, input, signature));
}

/** The JSON of a signed payload; undefined where there is none within its bounds. */
function parsePayload(payload: string): unknown {
  const bytes = decoded(payload);
  if (bytes === undefined) return undefined;
  try {
    return parseBoundedJson(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return base64UrlDecode(text);
  } catch {
    return undefined;
  }
}

function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function refused(code: SignatureRefusal): VerifiedDocument {
  return { ok: false, code };
}

import { hexEncode } from '@ntmobile/shared';

/** Bytes as an element of a `bytea[]` parameter. */
export function byteaText(bytes: Uint8Array): string {
  return `\\x${hexEncode(bytes)}`;
}

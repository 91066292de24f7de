import { DecodeError } from '../bytes/decode-error.ts';

/** Four bytes of dotted decimal without leading zeros (inet_aton's octal reading is refused). */
export function parseIpv4(text: string): Uint8Array {
  const parts = text.split('.');
  if (parts.length !== 4) throw new DecodeError('an IPv4 address has four numbers');
  return Uint8Array.from(parts, (part) => {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255)
      throw new DecodeError('bad number in IPv4 address');
    return Number(part);
  });
}

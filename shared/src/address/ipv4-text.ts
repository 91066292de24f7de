import { DecodeError } from '../bytes/decode-error.ts';

const [DOT, ZERO, NINE] = [0x2e, 0x30, 0x39] as const;

/** Four bytes of dotted decimal without leading zeros (inet_aton's octal reading is refused). */
export function parseIpv4(text: string): Uint8Array {
  const bytes = new Uint8Array(4);
  let [part, digits, value] = [0, 0, 0];
  // By character, without a string or an array for each number: the source of every packet is read here.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (part === 3) throw new DecodeError('an IPv4 address has four numbers');
      bytes[part++] = checkedNumber(value, digits);
      [digits, value] = [0, 0];
      continue;
    }
    if (code < ZERO || code > NINE || (digits > 0 && value === 0))
      throw new DecodeError('bad number in IPv4 address');
    value = value * 10 + code - ZERO;
    digits += 1;
  }
  if (part !== 3) throw new DecodeError('an IPv4 address has four numbers');
  bytes[3] = checkedNumber(value, digits);
  return bytes;
}

function checkedNumber(value: number, digits: number): number {
  if (digits === 0 || value > 255) throw new DecodeError('bad number in IPv4 address');
  return value;
}

import { concatBytes, parseEndpoint, STUN_MAGIC_COOKIE } from '@ntmobile/shared';

/*
 * What a STUN server says, for tests that are one (RFC 8489): MAPPED-ADDRESS as the servers of before wrote it, which
 * every client still reads, so that nothing here hides an address the same way as what is tested.
 */

/** A success with the address that the request came from. */
export function bindingResponse(transactionId: Uint8Array, mapped: string, software?: string): Uint8Array {
  const { address, port } = parseEndpoint(mapped);
  const value = concatBytes(Uint8Array.of(0, address.family === 4 ? 1 : 2), u16(port), address.bytes);
  const said = software === undefined ? [] : [attribute(0x8022, new TextEncoder().encode(software))];
  return message(0x0101, transactionId, [attribute(0x0001, value), ...said]);
}

/** A failure with its code and words. */
export function bindingRefusal(transactionId: Uint8Array, code: number, reason: string): Uint8Array {
  const numbers = Uint8Array.of(0, 0, Math.floor(code / 100), code % 100);
  return message(0x0111, transactionId, [
    attribute(0x0009, concatBytes(numbers, new TextEncoder().encode(reason))),
  ]);
}

function message(type: number, transactionId: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...attributes);
  const cookie = concatBytes(u16(STUN_MAGIC_COOKIE >>> 16), u16(STUN_MAGIC_COOKIE & 0xffff));
  return concatBytes(u16(type), u16(body.length), cookie, transactionId, body);
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  const padding = new Uint8Array((4 - (value.length % 4)) % 4);
  return concatBytes(u16(type), u16(value.length), value, padding);
}

function u16(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 0xff);
}

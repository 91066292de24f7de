import { DecodeError, hostPrefix, parseIpAddress } from '@ntmobile/shared';

/** True when the parser accepts the text. */
export function parses(parser: (text: string) => unknown, text: string): boolean {
  try {
    parser(text);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

/** True for the address of an interface with the length of its network, such as `10.0.0.1/24`. */
export function isAddressWithLength(text: string): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = match?.[1];
  return (
    address !== undefined &&
    parses(parseIpAddress, address) &&
    Number(match?.[2]) <= hostPrefix(parseIpAddress(address)).length
  );
}

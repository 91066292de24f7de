import type { Endpoint } from '../address/endpoint.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { readErrorCode, readMappedAddress, readPhrase, readXorMappedAddress } from './attribute-values.ts';
import { decodeStunMessage, STUN_ATTRIBUTE, type StunMessage } from './stun-message.ts';

/** What a STUN server says to a Binding request. Its words are a stranger's: `fitForPeople` of `/fleet` makes them fit to be shown. */
export type BindingAnswer =
  | {
      readonly kind: 'bound';
      readonly transactionId: Uint8Array;
      /** Where the server saw the request come from. */
      readonly mapped: Endpoint;
      /** Name and version of the server's program, in its own words. */
      readonly software?: string;
    }
  | {
      readonly kind: 'refused';
      readonly transactionId: Uint8Array;
      /** 300 to 699. */
      readonly code: number;
      /** In the server's own words. */
      readonly reason: string;
      readonly software?: string;
    };

const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;

/**
 * The answer to a Binding request that this datagram is; DecodeError for anything else.
 *
 * MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256 and FINGERPRINT may be there and prove nothing here: no password is
 * shared with the server, and a checksum is made by anybody. What ties an answer to its request is its source and the
 * transaction id, 96 random bits that only those on the way have seen; the caller compares both.
 */
export function decodeBindingAnswer(datagram: Uint8Array): BindingAnswer {
  const message = decodeStunMessage(datagram);
  const { type, transactionId } = message;
  if (type !== BINDING_SUCCESS && type !== BINDING_ERROR)
    throw new DecodeError(`a STUN message of type ${hex(type)} is no answer to a Binding request`);
  refuseUnknown(message);
  const said = softwareOf(message);
  if (type === BINDING_ERROR) return { kind: 'refused', transactionId, ...errorOf(message), ...said };
  return { kind: 'bound', transactionId, mapped: mappedOf(message), ...said };
}

/**
 * Attributes below 0x8000 that need not be understood in an answer, besides those that are read: what belongs to
 * requests and to passwords (RFC 8489 section 6.3), and SOURCE-ADDRESS, CHANGED-ADDRESS and REFLECTED-FROM of the
 * servers of RFC 3489, which know no XOR-MAPPED-ADDRESS.
 */
const WITHOUT_MEANING: readonly number[] = [
  0x0004, 0x0005, 0x0006, 0x000a, 0x000b, 0x0014, 0x0015, 0x001d, 0x001e,
];
const UNDERSTOOD: ReadonlySet<number> = new Set([...Object.values(STUN_ATTRIBUTE), ...WITHOUT_MEANING]);
const FIRST_OPTIONAL = 0x8000;

/** An answer with a part that must be understood and is not says nothing (RFC 8489 sections 6.3.3 and 6.3.4). */
function refuseUnknown({ attributes }: StunMessage): void {
  for (const type of attributes.keys())
    if (type < FIRST_OPTIONAL && !UNDERSTOOD.has(type))
      throw new DecodeError(`the STUN attribute ${hex(type)} must be understood and is unknown`);
}

function mappedOf({ attributes, transactionId }: StunMessage): Endpoint {
  const hidden = attributes.get(STUN_ATTRIBUTE.xorMappedAddress);
  if (hidden !== undefined) return readXorMappedAddress(hidden, transactionId);
  const plain = attributes.get(STUN_ATTRIBUTE.mappedAddress);
  if (plain === undefined) throw new DecodeError('an answer of success without the address that it is about');
  return readMappedAddress(plain);
}

function errorOf({ attributes }: StunMessage): { readonly code: number; readonly reason: string } {
  const value = attributes.get(STUN_ATTRIBUTE.errorCode);
  if (value === undefined) throw new DecodeError('an answer of failure without its code');
  return readErrorCode(value);
}

function softwareOf({ attributes }: StunMessage): { readonly software?: string } {
  const value = attributes.get(STUN_ATTRIBUTE.software);
  return value === undefined ? {} : { software: readPhrase(value) };
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(4, '0')}`;
}

import { Writer } from '../bytes/writer.ts';
import { STUN_HEADER_LENGTH, STUN_MAGIC_COOKIE, STUN_TRANSACTION_ID_LENGTH } from './stun-message.ts';

const BINDING_REQUEST = 0x0001;

/**
 * A Binding request (RFC 8489 section 2) without attributes: the header alone. The transaction id is 12 random bytes
 * that are used for nothing else; RangeError for another length.
 */
export function encodeBindingRequest(transactionId: Uint8Array): Uint8Array {
  if (transactionId.length !== STUN_TRANSACTION_ID_LENGTH)
    throw new RangeError(
      `a transaction id of ${transactionId.length} bytes: give ${STUN_TRANSACTION_ID_LENGTH}`,
    );
  return new Writer(STUN_HEADER_LENGTH)
    .u16(BINDING_REQUEST)
    .u16(0)
    .u32(STUN_MAGIC_COOKIE)
    .bytes(transactionId)
    .finish();
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseNodeId } from '@ntmobile/shared';

/**
 * Password of a node at the broker: base64url(HMAC-SHA256(broker secret, node id 16 bytes, epoch u32 big-endian)).
 * Nobody stores it; raising the epoch revokes it. DecodeError when `node` is no node id.
 */
export function brokerPassword(brokerSecret: Uint8Array, node: string, epoch: number): string {
  const message = Buffer.alloc(20);
  message.set(parseNodeId(node));
  message.writeUInt32BE(epoch, 16);
  return createHmac('sha256', brokerSecret).update(message).digest('base64url');
}

/** Whether two passwords are equal, in time that tells nothing of where they differ. */
export function passwordsEqual(expected: string, given: Uint8Array): boolean {
  const bytes = Buffer.from(expected);
  return bytes.length === given.length && timingSafeEqual(bytes, given);
}

/** User name of our own servers at the broker; no node id looks like it. */
export const SERVER_USER = 'server';

/** Password of our own servers at the embedded broker. */
export function serverPassword(brokerSecret: Uint8Array): string {
  return createHmac('sha256', brokerSecret).update('ntm server').digest('base64url');
}

import { STUN_HEADER_LENGTH, STUN_MAGIC_COOKIE } from '../stun/stun-message.ts';
import {
  COOKIE_REPLY_LENGTH,
  hasWireguardType,
  INITIATION_LENGTH,
  RESPONSE_LENGTH,
  TRANSPORT_MIN_LENGTH,
  WIREGUARD_TYPE,
} from './wireguard-message.ts';

/**
 * What arrives on the one socket. Every kind after the first four is a claim only: STUN counts for an outstanding
 * transaction, ChannelData from a relay in use with that channel bound, compact packets for an index of ours.
 */
export type DatagramKind =
  | 'initiation'
  | 'response'
  | 'cookieReply'
  | 'transport'
  | 'stun'
  | 'channelData'
  | 'compact'
  | 'unknown';

const CHANNEL_HEADER_LENGTH = 4;
/** Header and tag; the payload may be empty. */
const COMPACT_MIN_LENGTH = 24;

/** Tells what a datagram claims to be, in the order in which the claims are tried. */
export function classifyDatagram(datagram: Uint8Array): DatagramKind {
  const first = datagram[0] ?? 0;
  return (
    wireguardKind(datagram) ??
    (isStun(datagram) ? 'stun' : undefined) ??
    (first >= 0x40 && first <= 0x4f && datagram.length >= CHANNEL_HEADER_LENGTH
      ? 'channelData'
      : undefined) ??
    (first >= 0x80 && datagram.length >= COMPACT_MIN_LENGTH ? 'compact' : 'unknown')
  );
}

/** True for an index that may be given to a peer: as receiver index it cannot be taken for a STUN message. */
export function isUsableIndex(index: number): boolean {
  return index !== MAGIC_COOKIE_AS_INDEX;
}

// An index is little-endian on the wire.
const MAGIC_COOKIE_AS_INDEX = 0x42a41221;

function wireguardKind(datagram: Uint8Array): DatagramKind | undefined {
  const { length } = datagram;
  if (hasWireguardType(datagram, WIREGUARD_TYPE.transport) && length >= TRANSPORT_MIN_LENGTH)
    return 'transport';
  if (hasWireguardType(datagram, WIREGUARD_TYPE.initiation) && length === INITIATION_LENGTH)
    return 'initiation';
  if (hasWireguardType(datagram, WIREGUARD_TYPE.response) && length === RESPONSE_LENGTH) return 'response';
  if (hasWireguardType(datagram, WIREGUARD_TYPE.cookieReply) && length === COOKIE_REPLY_LENGTH)
    return 'cookieReply';
  return undefined;
}

function isStun(datagram: Uint8Array): boolean {
  if (datagram.length < STUN_HEADER_LENGTH) return false;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return (
    view.getUint8(0) < 0x40 &&
    view.getUint32(4) === STUN_MAGIC_COOKIE &&
    view.getUint16(2) === datagram.length - STUN_HEADER_LENGTH
  );
}

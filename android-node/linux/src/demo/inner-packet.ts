/**
 * Packets of a simulated device's applications: UDP (RFC 768) and answers to pings (RFC 792, RFC 4443) over IPv4
 * (RFC 791) and IPv6 (RFC 8200). What is no such packet reads as undefined.
 */
import { concatBytes, type IpAddress, ipAddressOf } from '@ntmobile/shared';

const UDP = 17;
const ICMP = { 4: 1, 6: 58 } as const;
const ECHO_REQUEST = { 4: 8, 6: 128 } as const;
const ECHO_REPLY = { 4: 0, 6: 129 } as const;
const HEADER_LENGTH = { 4: 20, 6: 40 } as const;
const UDP_HEADER_LENGTH = 8;
const HOPS = 64;

/** One UDP datagram with the addresses of its packet. */
export interface UdpDatagram {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

interface Packet {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly content: Uint8Array;
}

/** The packet of a datagram. */
export function udpPacket(datagram: UdpDatagram): Uint8Array {
  const { source, destination, sourcePort, destinationPort, payload } = datagram;
  const content = new Uint8Array(UDP_HEADER_LENGTH + payload.length);
  const view = new DataView(content.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, content.length);
  content.set(payload, UDP_HEADER_LENGTH);
  // A sum of 0 would say that there is none.
  view.setUint16(6, transportSum(source, destination, UDP, content) || 0xffff);
  return packetOf({ source, destination, protocol: UDP, content });
}

/** The datagram in a packet. */
export function readUdp(bytes: Uint8Array): UdpDatagram | undefined {
  const packet = readPacket(bytes);
  if (packet === undefined || packet.protocol !== UDP || packet.content.length < UDP_HEADER_LENGTH)
    return undefined;
  const { source, destination, content } = packet;
  const view = viewOf(content);
  const length = view.getUint16(4);
  if (length < UDP_HEADER_LENGTH || length > content.length) return undefined;
  return {
    source,
    destination,
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    payload: content.subarray(UDP_HEADER_LENGTH, length),
  };
}

/** The answer to a ping; undefined for every other packet. */
export function echoReply(bytes: Uint8Array): Uint8Array | undefined {
  const packet = readPacket(bytes);
  if (packet === undefined || packet.content.length < 8) return undefined;
  const { family } = packet.source;
  const isPing = packet.protocol === ICMP[family] && packet.content[0] === ECHO_REQUEST[family];
  if (!isPing) return undefined;
  const content = packet.content.slice();
  const view = viewOf(content);
  content[0] = ECHO_REPLY[family];
  view.setUint16(2, 0);
  const { source: destination, destination: source, protocol } = packet;
  view.setUint16(2, family === 4 ? foldedSum(content) : transportSum(source, destination, protocol, content));
  return packetOf({ source, destination, protocol, content });
}

function packetOf({ source, destination, protocol, content }: Packet): Uint8Array {
  const header = new Uint8Array(HEADER_LENGTH[source.family]);
  const view = new DataView(header.buffer);
  if (source.family === 6) {
    header[0] = 0x60;
    view.setUint16(4, content.length);
    header[6] = protocol;
    header[7] = HOPS;
    header.set(source.bytes, 8);
    header.set(destination.bytes, 24);
    return concatBytes(header, content);
  }
  header[0] = 0x45;
  view.setUint16(2, header.length + content.length);
  header[8] = HOPS;
  header[9] = protocol;
  header.set(source.bytes, 12);
  header.set(destination.bytes, 16);
  view.setUint16(10, foldedSum(header));
  return concatBytes(header, content);
}

function readPacket(bytes: Uint8Array): Packet | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return readIpv4(bytes);
  return version === 6 ? readIpv6(bytes) : undefined;
}

function readIpv4(bytes: Uint8Array): Packet | undefined {
  if (bytes.length < HEADER_LENGTH[4]) return undefined;
  const view = viewOf(bytes);
  const headerLength = ((bytes[0] as number) & 0x0f) * 4;
  const length = view.getUint16(2);
  const isFragment = (view.getUint16(6) & 0x3fff) !== 0;
  if (headerLength < HEADER_LENGTH[4] || length < headerLength || length > bytes.length || isFragment)
    return undefined;
  return {
    source: ipAddressOf(bytes.slice(12, 16)),
    destination: ipAddressOf(bytes.slice(16, 20)),
    protocol: bytes[9] as number,
    content: bytes.subarray(headerLength, length),
  };
}

function readIpv6(bytes: Uint8Array): Packet | undefined {
  if (bytes.length < HEADER_LENGTH[6]) return undefined;
  const length = HEADER_LENGTH[6] + viewOf(bytes).getUint16(4);
  if (length > bytes.length) return undefined;
  return {
    source: ipAddressOf(bytes.slice(8, 24)),
    destination: ipAddressOf(bytes.slice(24, 40)),
    protocol: bytes[6] as number,
    content: bytes.subarray(HEADER_LENGTH[6], length),
  };
}

/** Checksum with the pseudo header of either family: its numbers add up to the same whatever their place. */
function transportSum(
  source: IpAddress,
  destination: IpAddress,
  protocol: number,
  content: Uint8Array,
): number {
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, content.length);
  tail[7] = protocol;
  return foldedSum(concatBytes(source.bytes, destination.bytes, tail, content));
}

/** Internet checksum (RFC 1071). */
function foldedSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

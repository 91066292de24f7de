/** IPv4 and IPv6 packets for tests, with right checksums, written without any code of the data plane. */

/** Ones' complement sum of 16-bit words, RFC 1071. */
export function checksum(...parts: Uint8Array[]): number {
  const all = Buffer.concat(
    parts.map((part) => (part.length % 2 ? Buffer.concat([part, Buffer.of(0)]) : part)),
  );
  let sum = 0;
  for (let at = 0; at < all.length; at += 2) sum += all.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const first = words(head);
  const last = words(tail);
  const middle = new Array<number>(8 - first.length - last.length).fill(0);
  const out = Buffer.alloc(16);
  for (const [i, word] of [...first, ...middle, ...last].entries()) out.writeUInt16BE(word, i * 2);
  return out;
}

export interface InnerPacket {
  source: string;
  destination: string;
  protocol: number;
  payload: Uint8Array;
  dontFragment?: boolean;
}

export function ipPacket(o: InnerPacket): Buffer {
  const source = addressBytes(o.source);
  const destination = addressBytes(o.destination);
  if (source.length === 16) {
    const header = Buffer.alloc(40);
    header[0] = 0x60;
    header.writeUInt16BE(o.payload.length, 4);
    header[6] = o.protocol;
    header[7] = 64;
    return Buffer.concat([header.subarray(0, 8), source, destination, o.payload]);
  }
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + o.payload.length, 2);
  header.writeUInt16BE(o.dontFragment ? 0x4000 : 0, 6);
  header[8] = 64;
  header[9] = o.protocol;
  source.copy(header, 12);
  destination.copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, o.payload]);
}

/** Sum over pseudo header and transport bytes: 0 where the checksum inside is right. */
export function transportChecksum(packet: Uint8Array): number {
  const data = Buffer.from(packet);
  const is4 = (data.readUInt8(0) & 0xf0) === 0x40;
  const transport = data.subarray(is4 ? 20 : 40);
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt8(data.readUInt8(is4 ? 9 : 6), 1);
  pseudo.writeUInt16BE(transport.length, 2);
  return checksum(is4 ? data.subarray(12, 20) : data.subarray(8, 40), pseudo, transport);
}

export interface Flow {
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
}

export function udpPacket(o: Flow & { data: Uint8Array; dontFragment?: boolean }): Buffer {
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(o.sourcePort, 0);
  udp.writeUInt16BE(o.destinationPort, 2);
  udp.writeUInt16BE(8 + o.data.length, 4);
  const packet = ipPacket({ ...o, protocol: 17, payload: Buffer.concat([udp, o.data]) });
  const at = (packet.readUInt8(0) & 0xf0) === 0x40 ? 26 : 46;
  packet.writeUInt16BE(transportChecksum(packet) || 0xffff, at);
  return packet;
}

/** A TCP segment with the flags given and, for a SYN, an MSS option. */
export function tcpPacket(
  o: Flow & { flags: number; mss?: number; sequence?: number; acknowledgement?: number },
): Buffer {
  const tcp = Buffer.alloc(o.mss === undefined ? 20 : 24);
  tcp.writeUInt16BE(o.sourcePort, 0);
  tcp.writeUInt16BE(o.destinationPort, 2);
  tcp.writeUInt32BE(o.sequence ?? 0, 4);
  tcp.writeUInt32BE(o.acknowledgement ?? 0, 8);
  tcp.writeUInt8((tcp.length / 4) << 4, 12);
  tcp.writeUInt8(o.flags, 13);
  if (o.mss !== undefined) tcp.writeUInt32BE(0x02040000 + o.mss, 20);
  const packet = ipPacket({ ...o, protocol: 6, payload: tcp, dontFragment: true });
  const at = (packet.readUInt8(0) & 0xf0) === 0x40 ? 36 : 56;
  packet.writeUInt16BE(transportChecksum(packet), at);
  return packet;
}

import { describe, expect, it } from 'vitest';
import { checksum, ipPacket, tcpPacket, transportChecksum, udpPacket } from './inner-packets.ts';
import { correspondent, correspondent6, MemoryPlane, own, own6 } from './memory-plane.ts';

const flow = { source: own, destination: correspondent, sourcePort: 1111, destinationPort: 2222 };
const flow6 = { ...flow, source: own6, destination: correspondent6 };
const data = Buffer.from('question');
const packet = udpPacket({ ...flow, data });
const packet6 = udpPacket({ ...flow6, data });

/** Type, code, the packet quoted, and whether addresses and checksums are right. */
function readIcmp(answer: Buffer | undefined) {
  if (!answer) throw new Error('no answer');
  const is4 = answer.readUInt8(0) >> 4 === 4;
  const icmp = answer.subarray(is4 ? 20 : 40);
  const sound = is4
    ? checksum(answer.subarray(0, 20)) === 0 && checksum(icmp) === 0
    : transportChecksum(answer) === 0;
  return {
    protocol: answer.readUInt8(is4 ? 9 : 6),
    type: icmp.readUInt8(0),
    code: icmp.readUInt8(1),
    value: icmp.readUInt32BE(4),
    quoted: icmp.subarray(8),
    sound,
  };
}

describe('packets without a session', () => {
  it('are reported once, wait, and go out in order when the session is there', () => {
    const host = new MemoryPlane().addPeer();
    host.plane.tunPacketsReceived([packet, packet6, packet]);
    expect(host.events).toEqual([{ kind: 'missed', destination: correspondent }]);
    host.addSession();
    expect(host.datagrams.map(({ datagram }) => datagram.length)).toEqual([32 + 48, 32 + 64, 32 + 48]);
  });

  it('wait for a peer that is not known yet', () => {
    const host = new MemoryPlane();
    host.plane.tunPacketsReceived([packet, packet6]);
    expect(host.eventsOf('missed').map(({ destination }) => destination)).toEqual([
      correspondent,
      correspondent6,
    ]);
    host.addPeer().addSession();
    expect(host.datagrams).toHaveLength(2);
  });

  it('number at most 32, of which the newest are kept', () => {
    const host = new MemoryPlane().addPeer();
    for (let i = 0; i < 40; i++)
      host.plane.tunPacketsReceived([udpPacket({ ...flow, data: Buffer.alloc(16 * i) })]);
    expect(host.total('queueOverflow')).toBe(8);
    host.addSession();
    expect(host.datagrams).toHaveLength(32);
    expect(host.datagrams[0]?.datagram.length).toBe(32 + 32 + 16 * 8);
  });

  it('are answered with host unreachable after 2 s, and reported again', () => {
    const host = new MemoryPlane().addPeer();
    host.plane.tunPacketsReceived([packet, packet6]);
    host.advance(1999);
    expect(host.tunPackets).toEqual([]);
    host.advance(1);
    expect(readIcmp(host.tunPackets[0])).toMatchObject({
      protocol: 1,
      type: 3,
      code: 1,
      quoted: packet,
      sound: true,
    });
    expect(readIcmp(host.tunPackets[1])).toMatchObject({
      protocol: 58,
      type: 1,
      code: 3,
      quoted: packet6,
      sound: true,
    });
    host.plane.tunPacketsReceived([packet]);
    expect(host.eventsOf('missed')).toHaveLength(2);
  });

  it('are bounded in number of destinations', () => {
    const host = new MemoryPlane();
    for (let i = 0; i < 300; i++) {
      host.plane.tunPacketsReceived([
        udpPacket({ ...flow, destination: `198.18.${1 + (i >> 8)}.${i & 255}`, data }),
      ]);
    }
    expect(host.eventsOf('missed')).toHaveLength(256);
    expect(host.tunPackets).toHaveLength(44);
  });

  it('to no prefix of ours are answered with no route', () => {
    const host = new MemoryPlane();
    host.plane.tunPacketsReceived([udpPacket({ ...flow, destination: '203.0.113.1', data })]);
    expect(host.events).toEqual([]);
    expect(readIcmp(host.tunPackets[0])).toMatchObject({ type: 3, code: 0, sound: true });
  });
});

describe('a refused destination', () => {
  it.each([
    ['hostUnreachable', 1, 3],
    ['prohibited', 13, 1],
  ] as const)('is answered for as long as said: %s', (reason, code, code6) => {
    const host = new MemoryPlane();
    host.plane.tunPacketsReceived([packet, packet6]);
    host.plane.refuse({ destination: correspondent, reason, forMs: 1000 });
    host.plane.refuse({ destination: correspondent6, reason, forMs: 1000 });
    expect(host.tunPackets.map((answer) => readIcmp(answer).code)).toEqual([code, code6]);
    host.plane.tunPacketsReceived([packet]);
    expect(readIcmp(host.tunPackets[2])).toMatchObject({ code, quoted: packet, sound: true });
    expect(host.eventsOf('missed')).toHaveLength(2);
    host.advance(1000);
    host.plane.tunPacketsReceived([packet]);
    expect(host.eventsOf('missed')).toHaveLength(3);
  });

  it('does not matter while a session lives', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.plane.refuse({ destination: correspondent, reason: 'prohibited', forMs: 1000 });
    host.plane.tunPacketsReceived([packet]);
    expect(host.datagrams).toHaveLength(1);
  });

  it('gets no answer to an ICMP error, a later fragment, or from nowhere', () => {
    const host = new MemoryPlane();
    host.plane.refuse({ destination: correspondent, reason: 'prohibited', forMs: 1000 });
    const icmpError = ipPacket({
      source: own,
      destination: correspondent,
      protocol: 1,
      payload: Buffer.of(3, 1, 0, 0, 0, 0, 0, 0),
    });
    const fragment = Buffer.from(packet);
    fragment.writeUInt16BE(5, 6);
    const unspecified = udpPacket({ ...flow, source: '0.0.0.0', data });
    host.plane.tunPacketsReceived([icmpError, fragment, unspecified]);
    expect(host.tunPackets).toEqual([]);
    expect(host.total('refusedByPolicy')).toBe(3);
  });

  it('quotes no more than an answer may hold', () => {
    const host = new MemoryPlane();
    host.plane.refuse({ destination: correspondent, reason: 'prohibited', forMs: 1000 });
    host.plane.refuse({ destination: correspondent6, reason: 'prohibited', forMs: 1000 });
    const large = Buffer.alloc(1380);
    host.plane.tunPacketsReceived([
      udpPacket({ ...flow, data: large }),
      udpPacket({ ...flow6, data: large }),
    ]);
    expect(host.tunPackets.map((answer) => answer.length)).toEqual([576, 1280]);
  });
});

describe('group addresses', () => {
  it('are dropped without an answer', () => {
    const host = new MemoryPlane();
    host.plane.tunPacketsReceived([
      udpPacket({ ...flow, destination: '224.0.0.251', data }),
      udpPacket({ ...flow6, destination: 'ff02::fb', data }),
      udpPacket({ ...flow, destination: '255.255.255.255', data }),
    ]);
    expect(host.total('tunGroupAddress')).toBe(3);
    expect(host.tunPackets).toEqual([]);
  });
});

describe('the resolver', () => {
  const toResolver = { source: own, destination: '198.18.0.53', sourcePort: 40000, destinationPort: 53 };
  const toResolver6 = { ...toResolver, source: own6, destination: 'fd00::53' };
  const host = () => {
    const made = new MemoryPlane();
    made.plane.setResolver({ addresses: ['198.18.0.53', 'fd00::53'] });
    return made;
  };

  it.each([
    ['IPv4', toResolver],
    ['IPv6', toResolver6],
  ])('hands queries up and answers each once, over %s', (_, to) => {
    const node = host();
    node.plane.tunPacketsReceived([udpPacket({ ...to, data })]);
    const [query] = node.eventsOf('dnsQueryReceived');
    expect(query?.payload).toEqual(new Uint8Array(data));
    const answer = { id: query?.id ?? 0, payload: Buffer.from('answers') };
    node.plane.answerDns(answer);
    node.plane.answerDns(answer);
    expect(node.tunPackets).toEqual([
      udpPacket({
        source: to.destination,
        destination: to.source,
        sourcePort: 53,
        destinationPort: to.sourcePort,
        data: answer.payload,
      }),
    ]);
    expect(node.total('dnsUnanswerable')).toBe(1);
  });

  it('forgets a query after 10 s', () => {
    const node = host();
    node.plane.tunPacketsReceived([udpPacket({ ...toResolver, data })]);
    node.advance(10_001);
    node.plane.answerDns({ id: node.eventsOf('dnsQueryReceived')[0]?.id ?? 0, payload: data });
    expect(node.tunPackets).toEqual([]);
  });

  it.each([
    ['IPv4', toResolver, 20],
    ['IPv6', toResolver6, 40],
  ])('refuses TCP with a reset, over %s', (_, to, header) => {
    const node = host();
    const syn = tcpPacket({ ...to, flags: 0x02, mss: 1400, sequence: 1000 });
    const ack = tcpPacket({ ...to, flags: 0x10, sequence: 5, acknowledgement: 77 });
    node.plane.tunPacketsReceived([syn, ack, tcpPacket({ ...to, flags: 0x04 })]);
    const segments = node.tunPackets.map((answer) => answer.subarray(header));
    expect(node.tunPackets.map(transportChecksum)).toEqual([0, 0]);
    expect(segments.map((tcp) => [tcp.readUInt16BE(0), tcp.readUInt16BE(2)])).toEqual([
      [53, 40000],
      [53, 40000],
    ]);
    // RST with ACK of the SYN; RST at the number that the ACK named.
    expect([segments[0]?.readUInt8(13), segments[0]?.readUInt32BE(8)]).toEqual([0x14, 1001]);
    expect([segments[1]?.readUInt8(13), segments[1]?.readUInt32BE(4)]).toEqual([0x04, 77]);
  });

  it('answers other UDP ports with port unreachable', () => {
    const node = host();
    node.plane.tunPacketsReceived([udpPacket({ ...toResolver, destinationPort: 54, data })]);
    expect(readIcmp(node.tunPackets[0])).toMatchObject({ type: 3, code: 3, sound: true });
  });
});

describe('the path MTU', () => {
  it.each([
    ['IPv4', { ...flow, dontFragment: true }, 28, { type: 3, code: 4 }],
    ['IPv6', flow6, 48, { type: 2, code: 0 }],
  ])('is told to who sends more, over %s', (_, to, headers, kind) => {
    const host = new MemoryPlane().addPeer('stock', 1300).addSession();
    host.plane.tunPacketsReceived([udpPacket({ ...to, data: Buffer.alloc(1300 - headers) })]);
    expect(host.tunPackets).toEqual([]);
    host.plane.tunPacketsReceived([udpPacket({ ...to, data: Buffer.alloc(1301 - headers) })]);
    expect(host.datagrams).toHaveLength(1);
    expect(readIcmp(host.tunPackets[0])).toMatchObject({ ...kind, value: 1300, sound: true });
  });

  it('changes by command', () => {
    const host = new MemoryPlane().addPeer('stock', 1280).addSession();
    host.plane.setPathMtu(1, 1440);
    host.plane.tunPacketsReceived([udpPacket({ ...flow, dontFragment: true, data: Buffer.alloc(1412) })]);
    expect(host.datagrams).toHaveLength(1);
  });

  it('cuts IPv4 packets that may be fragmented, and they fit together again', () => {
    const sender = new MemoryPlane().addPeer('stock', 1280).addSession();
    const payload = Buffer.from(Array.from({ length: 3000 }, (_, i) => i & 255));
    const whole = udpPacket({ ...flow, data: payload });
    sender.plane.tunPacketsReceived([whole]);
    expect(sender.datagrams).toHaveLength(3);
    const receiver = new MemoryPlane();
    receiver.plane.setPeer({ peer: 1, prefixes: [`${own}/32`], kind: 'stock', pathMtu: 1280 });
    receiver.addSession({ localIndex: 0x50607080, receiveKey: new Uint8Array(32).fill(1) });
    for (const { datagram } of sender.datagrams) receiver.receive(datagram);
    const fragments = receiver.tunPackets;
    expect(fragments.every((each) => each.length <= 1280 && checksum(each.subarray(0, 20)) === 0)).toBe(true);
    expect(fragments.map((each) => each.readUInt16BE(6))).toEqual([0x2000, 0x2000 + 157, 314]);
    expect(Buffer.concat(fragments.map((each) => each.subarray(20)))).toEqual(whole.subarray(20));
  });

  it.each([
    ['IPv4', flow, 1280 - 40, 40],
    ['IPv6', flow6, 1280 - 60, 60],
  ])('lowers the MSS of a SYN in both directions, over %s', (_, to, most, at) => {
    const host = new MemoryPlane().addPeer('stock', 1280).addSession();
    const receiver = new MemoryPlane();
    receiver.plane.setPeer({ peer: 1, prefixes: [`${own}/32`, `${own6}/128`], kind: 'stock', pathMtu: 1440 });
    receiver.addSession({ localIndex: 0x50607080, receiveKey: new Uint8Array(32).fill(1) });
    host.plane.tunPacketsReceived([
      tcpPacket({ ...to, flags: 0x02, mss: 8960 }),
      tcpPacket({ ...to, flags: 0x12, mss: 536 }),
    ]);
    for (const { datagram } of host.datagrams) receiver.receive(datagram);
    expect(receiver.tunPackets.map((each) => each.readUInt16BE(at + 2))).toEqual([most, 536]);
    expect(receiver.tunPackets.map(transportChecksum)).toEqual([0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import type { DataPlane } from '../src/index.ts';
import { ipPacket } from './inner-packets.ts';
import {
  correspondent,
  localIndex,
  MemoryPlane,
  own,
  publicKey,
  remoteEndpoint,
  seal,
} from './memory-plane.ts';

const longest = 2000;
const fills = [0x00, 0x45, 0x60, 0xff];

describe('hostile input', () => {
  it('survives datagrams of every type and length', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    let given = 0;
    for (let type = 0; type <= 5; type++) {
      for (let length = 0; length <= longest; length++) {
        const datagram = Buffer.alloc(length, 0x45);
        if (length >= 4) datagram.writeUInt32LE(type, 0);
        if (length >= 8) datagram.writeUInt32LE(localIndex, 4);
        host.receive(datagram);
        given++;
      }
    }
    const refused = [
      'unknownDatagram',
      'mac1Failed',
      'authenticationFailed',
      'replayed',
      'handshakesReceived',
    ];
    expect(refused.reduce((sum, name) => sum + host.total(name), 0)).toBe(given);
    // Message 3 has no mac1: whether it is right only its receiver can tell.
    expect(host.total('handshakesReceived')).toBe(1);
  });

  it('survives authentic payloads of every length and delivers nothing longer than itself', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    let counter = 0n;
    for (const fill of fills) {
      for (let length = 0; length <= longest; length++)
        host.receive(seal(counter++, Buffer.alloc(length, fill)));
    }
    expect(host.tunPackets).toEqual([]);
    expect(host.total('malformedInner') + host.total('innerSourceRefused')).toBeGreaterThan(longest);
  });

  it('survives TUN packets of every length', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    host.plane.setResolver({ addresses: ['69.69.69.69'] });
    for (const fill of fills) {
      const packets = Array.from({ length: longest + 1 }, (_, length) => Buffer.alloc(length, fill));
      host.plane.tunPacketsReceived(packets);
    }
    // IPv4 with every field 0x45, then every protocol and header length towards the resolver.
    for (let protocol = 0; protocol < 256; protocol++) {
      for (let length = 20; length <= 100; length++) {
        const packet = Buffer.alloc(length, 0x45);
        packet.writeUInt16BE(length, 2);
        packet.writeUInt16BE(0, 6);
        packet.writeUInt8(protocol, 9);
        host.plane.tunPacketsReceived([packet]);
      }
    }
    expect(host.total('tunMalformed')).toBeGreaterThan(0);
    expect(host.total('resolverRefused')).toBeGreaterThan(0);
  });

  it('counts a bit flipped anywhere in a sealed packet as forged or unknown', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    const packet = seal(1n, Buffer.alloc(32, 0x45));
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const flipped = Buffer.from(packet);
      const at = bit >> 3;
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      host.receive(flipped);
    }
    expect(host.events).toEqual([]);
    expect(host.plane.counters().peers[0]?.lastReceivedAt).toBeUndefined();
  });
});

describe('a correspondent that floods', () => {
  const control = Buffer.concat([Buffer.of(0x11, 0, 0, 8, 0, 0, 0, 1), Buffer.alloc(8)]);

  it('has 200 control payloads at once and 100 a second handed up, its packets meanwhile all', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let counter = 0n; counter < 5_000n; counter++) host.receive(seal(counter, control));
    expect(host.eventsOf('controlReceived')).toHaveLength(200);
    expect(host.total('controlOverLimit')).toBe(4_800);
    host.advance(1_000);
    for (let counter = 5_000n; counter < 6_000n; counter++) host.receive(seal(counter, control));
    expect(host.eventsOf('controlReceived')).toHaveLength(300);
    const packet = ipPacket({
      source: correspondent,
      destination: own,
      protocol: 17,
      payload: Buffer.alloc(8),
    });
    host.receive(seal(6_000n, packet));
    expect(host.tunPackets).toHaveLength(1);
  });

  it('is told of a few of its many sources only', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let counter = 0n; counter < 5_000n; counter++)
      host.receive(seal(counter, Buffer.alloc(0)), `192.0.2.9:${1_000 + Number(counter)}`);
    expect(host.eventsOf('sourceChanged')).toHaveLength(200);
  });
});

describe('wrong arguments', () => {
  it.each([
    [
      'a prefix',
      (plane: DataPlane) => plane.setPeer({ peer: 1, prefixes: ['1.2.3.4'], kind: 'ntm', pathMtu: 1280 }),
    ],
    ['an endpoint', (plane: DataPlane) => plane.setEndpoint({ peer: 1, socket: 1, endpoint: '1.2.3.4' })],
    ['a source', (plane: DataPlane) => plane.datagramReceived(1, '1.2.3.4:65536', new Uint8Array())],
    [
      'a source with a zero byte',
      (plane: DataPlane) => plane.datagramReceived(1, '1.2.3.4\0:5', new Uint8Array()),
    ],
    ['a socket', (plane: DataPlane) => plane.datagramReceived(9, remoteEndpoint, new Uint8Array())],
    ['an index', (plane: DataPlane) => plane.ownIndex(-1)],
    ['a peer', (plane: DataPlane) => plane.setPathMtu(1.5, 1280)],
    ['an MTU', (plane: DataPlane) => plane.setPathMtu(1, 1279)],
    ['bytes', (plane: DataPlane) => plane.answerDns({ id: 1, payload: 'text' as unknown as Uint8Array })],
  ])('%s out of range throws and changes nothing', (_, action) => {
    const host = new MemoryPlane();
    expect(() => action(host.plane)).toThrow();
    expect(host.events).toEqual([]);
  });

  it('a session of an unknown peer throws', () => {
    expect(() => new MemoryPlane().addSession()).toThrow(/unknown peer/);
  });

  it('a closed data plane does nothing, and may be closed again', () => {
    const host = new MemoryPlane(publicKey);
    host.plane.close();
    host.plane.close();
    host.receive(new Uint8Array(32));
    expect(host.plane.counters()).toEqual({ totals: {}, peers: [] });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MemoryPlane, remoteEndpoint } from './memory-plane.ts';

interface Vectors {
  handshakes: {
    name: string;
    initiator: { staticPublicKey: string };
    responder: { staticPublicKey: string };
    initiation: string;
    response: string;
  }[];
}

const { handshakes } = JSON.parse(
  readFileSync(new URL('../../../shared/vectors/wireguard-handshake.json', import.meta.url), 'utf8'),
) as Vectors;
const hex = (text: string) => Buffer.from(text, 'hex');

const sends = (host: MemoryPlane, datagram: Uint8Array) =>
  host.plane.sendDatagram({ socket: 1, destination: remoteEndpoint, datagram });

describe.each(handshakes)(
  'mac1 of the handshake with $name',
  ({ initiator, responder, initiation, response }) => {
    it.each([
      ['message 1', responder.staticPublicKey, initiation],
      ['message 2', initiator.staticPublicKey, response],
    ])('%s goes up at its receiver only', (_, receiver, message) => {
      const right = new MemoryPlane(hex(receiver));
      sends(right, hex(initiation));
      right.receive(hex(message));
      expect(right.events).toEqual([
        {
          kind: 'handshakeReceived',
          socket: 1,
          source: remoteEndpoint,
          message: new Uint8Array(hex(message)),
        },
      ]);
      const wrong = new MemoryPlane(new Uint8Array(32).fill(3));
      sends(wrong, hex(initiation));
      wrong.receive(hex(message));
      expect(wrong.events).toEqual([]);
      expect(wrong.total('mac1Failed')).toBe(1);
    });

    it('a flipped bit before mac2 keeps a message down', () => {
      const host = new MemoryPlane(hex(responder.staticPublicKey));
      for (let at = 4; at < 148 - 16; at++) {
        const flipped = hex(initiation);
        flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
        host.receive(flipped);
      }
      expect(host.events).toEqual([]);
    });
  },
);

describe('answers to handshakes', () => {
  const [one] = handshakes;
  const initiation = hex(one?.initiation ?? '');
  const response = hex(one?.response ?? '');
  const initiator = () => new MemoryPlane(hex(one?.initiator.staticPublicKey ?? ''));
  /** Message 3 for an index; whether its cookie opens is for the core to say. */
  const cookieFor = (index: number) => {
    const message = Buffer.alloc(64);
    message.writeUInt32LE(3, 0);
    message.writeUInt32LE(index, 4);
    return message;
  };
  const own = initiation.readUInt32LE(4);

  it('go up only where this node sent the message 1 that they answer', () => {
    const host = initiator();
    for (let index = 0; index < 1_000; index++) host.receive(cookieFor(index));
    host.receive(cookieFor(own));
    host.receive(response);
    expect([host.events.length, host.total('unknownIndex'), host.total('mac1Failed')]).toEqual([0, 1_002, 0]);
    sends(host, initiation);
    host.receive(cookieFor(own));
    host.receive(response);
    host.receive(cookieFor(own ^ 1));
    expect([host.eventsOf('handshakeReceived').length, host.total('unknownIndex')]).toEqual([2, 1_003]);
  });

  it('are awaited for 15 s after the last message 1, and forgotten after 30 s', () => {
    const host = initiator();
    sends(host, initiation);
    host.advance(14_000);
    sends(host, initiation);
    host.advance(15_000);
    host.receive(cookieFor(own));
    expect(host.eventsOf('handshakeReceived')).toHaveLength(1);
    host.advance(15_001);
    host.receive(cookieFor(own));
    expect([host.events.length, host.total('unknownIndex')]).toEqual([1, 1]);
  });

  it('go up 200 at once and 100 a second, for those who saw the message 1 on its way', () => {
    const host = initiator();
    sends(host, initiation);
    for (let i = 0; i < 1_000; i++) host.receive(cookieFor(own));
    expect([host.events.length, host.total('handshakeOverLimit')]).toEqual([200, 800]);
    sends(host, initiation);
    host.advance(100);
    for (let i = 0; i < 100; i++) host.receive(cookieFor(own));
    expect(host.events).toHaveLength(210);
  });

  it('are known for the last thousands of messages 1 of a host that sends without end', () => {
    const host = initiator();
    for (let index = 0; index < 20_000; index++) {
      const message = Buffer.from(initiation);
      message.writeUInt32LE(index, 4);
      sends(host, message);
    }
    for (const index of [0, 10_000, 17_000, 19_999]) host.receive(cookieFor(index));
    expect(host.events).toHaveLength(2);
  });
});

describe('load by messages 1', () => {
  const { responder, initiation } = handshakes[0] ?? { responder: { staticPublicKey: '' }, initiation: '' };

  const sources = (count: number) => Array.from({ length: count }, (_, i) => `100.64.${i >> 8}.${i & 255}:1`);

  it('passes 500 a second; above that it asks each source for a proof, 5 times at once and 20 a second', () => {
    const host = new MemoryPlane(hex(responder.staticPublicKey));
    for (let i = 0; i < 2000; i++) host.receive(hex(initiation), '192.0.2.66:1');
    expect(host.total('handshakesReceived')).toBe(500);
    expect([host.total('cookiesSent'), host.total('handshakeOverLimit')]).toEqual([5, 1495]);
    host.receive(hex(initiation), '192.0.2.67:1');
    expect(host.total('cookiesSent')).toBe(6);
    host.advance(1000);
    for (let i = 0; i < 100; i++) host.receive(hex(initiation), '192.0.2.66:1');
    expect([host.total('handshakesReceived'), host.total('cookiesSent')]).toEqual([500, 11]);
    host.advance(5000);
    for (let i = 0; i < 100; i++) host.receive(hex(initiation), '192.0.2.66:1');
    expect(host.total('handshakesReceived')).toBe(600);
  });

  it('answers with less than it got, to where that came from, and each time otherwise', () => {
    const host = new MemoryPlane(hex(responder.staticPublicKey));
    for (let i = 0; i < 503; i++) host.receive(hex(initiation), '192.0.2.66:1');
    expect(host.datagrams.map(({ destination }) => destination)).toEqual(Array(3).fill('192.0.2.66:1'));
    const answers = host.datagrams.map(({ datagram }) => Buffer.from(datagram));
    for (const answer of answers) {
      expect(answer.length / 148).toBeLessThan(0.65);
      expect(answer.readUInt32LE(0)).toBe(3);
      expect(answer.readUInt32LE(4)).toBe(hex(initiation).readUInt32LE(4));
    }
    expect(new Set(answers.map((answer) => answer.toString('hex'))).size).toBe(3);
  });

  it('has a place for a new source however many made-up ones came before', () => {
    const host = new MemoryPlane(hex(responder.staticPublicKey));
    for (const source of sources(20_000)) host.receive(hex(initiation), source);
    const before = host.total('cookiesSent');
    host.receive(hex(initiation), '192.0.2.67:1');
    expect(host.total('cookiesSent')).toBe(before + 1);
    expect(host.total('handshakesReceived')).toBe(500);
  });

  it('takes the addresses of a /56 for one source', () => {
    const host = new MemoryPlane(hex(responder.staticPublicKey));
    for (let i = 0; i < 500; i++) host.receive(hex(initiation), '192.0.2.66:1');
    for (let i = 0; i < 100; i++) host.receive(hex(initiation), `[2001:db8:0:${i.toString(16)}::1]:1`);
    expect(host.total('cookiesSent')).toBe(5);
  });
});

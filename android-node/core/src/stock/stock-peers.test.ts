import { createCookieReply, hasValidMac2, macKeysOf } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StockPeer } from '../inputs.ts';
import { MemoryHost } from '../testing/memory-host.ts';
import { VirtualNetwork } from '../testing/virtual-network.ts';

const KEYS = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] as const;
const publicKey = (side: 0 | 1) => noblePrimitives.x25519PublicKey(KEYS[side]);
const ADDRESS = ['192.0.2.1', '192.0.2.2'] as const;
const INNER = ['10.0.0.1', '10.0.0.2'] as const;

let network: VirtualNetwork;
let a: MemoryHost;
let b: MemoryHost;

function newHost(side: 0 | 1, seed: number): MemoryHost {
  return new MemoryHost(network, ADDRESS[side], {
    seed,
    privateKey: KEYS[side],
    primitives: noblePrimitives,
  });
}

function start(side: 0 | 1, peer: Partial<StockPeer>): MemoryHost {
  const host = newHost(side, side + 10);
  host.feed({ kind: 'started', wallClockMs: 1_700_000_000_000, state: {} });
  configure(host, side, [peer]);
  return host;
}

function configure(host: MemoryHost, side: 0 | 1, peers: readonly Partial<StockPeer>[]): void {
  const other = side === 0 ? 1 : 0;
  host.feed({
    kind: 'configured',
    configuration: {
      listenPort: 5000,
      tunMtu: 1420,
      staticAddresses: [`${INNER[side]}/32`],
      peers: peers.map((peer) => ({
        name: 'other',
        publicKey: publicKey(other),
        prefixes: [`${INNER[other]}/32`],
        ...peer,
      })),
      allowedTestPrefixes: [],
    },
  });
}

const types = () => network.sent.map(({ datagram }) => datagram[0]);
const initiationsAt = () => network.sent.filter(({ datagram }) => datagram[0] === 1).length;

beforeEach(() => {
  network = new VirtualNetwork(1);
  a = start(0, { endpoint: '192.0.2.2:5000' });
  b = start(1, {});
});

describe('a stock peer', () => {
  it('is reached by one handshake, confirmed by an empty packet, and carries data both ways', () => {
    a.sendData(INNER[1], 'lost in the queue');
    network.run(100);
    expect(types()).toEqual([1, 2, 4]);
    a.sendData(INNER[1], 'there');
    b.sendData(INNER[0], 'back');
    network.run(100);
    expect([a.delivered, b.delivered]).toEqual([['back'], ['there']]);
  });

  it('needs the same preshared key on both sides', () => {
    const presharedKey = new Uint8Array(32).fill(5);
    configure(a, 0, [{ endpoint: '192.0.2.2:5000', presharedKey }]);
    a.sendData(INNER[1], 'x');
    network.run(100);
    expect(a.sessions.size).toBe(0);
    configure(b, 1, [{ presharedKey }]);
    network.run(6_000);
    expect(a.sessions.size).toBe(1);
  });

  it('gets message 1 every 5 s with jitter, and none after 90 s', () => {
    network.attach(b.endpoint, undefined);
    a.sendData(INNER[1], 'x');
    network.run(89_000);
    expect(initiationsAt()).toBeGreaterThanOrEqual(17);
    expect(initiationsAt()).toBeLessThanOrEqual(18);
    network.run(300_000);
    expect(initiationsAt()).toBeLessThanOrEqual(19);
    a.sendData(INNER[1], 'again');
    network.run(1);
    expect(types().at(-1)).toBe(1);
  });

  it('is called again after no socket reached it for a while', () => {
    network.attach(b.endpoint, undefined);
    a.sendData(INNER[1], 'x');
    configure(a, 0, [{ endpoint: '[2001:db8::2]:5000' }]);
    a.feed({ kind: 'socketFailed', socket: 6, message: 'no IPv6 here' });
    network.run(10_000);
    network.attach(b.endpoint, b);
    configure(a, 0, [{ endpoint: b.endpoint }]);
    a.sendData(INNER[1], 'y');
    network.run(100);
    expect(a.sessions.size).toBe(1);
  });

  it('gets a new session when its data plane asks for it, at most one message 1 in 5 s', () => {
    a.sendData(INNER[1], 'x');
    network.run(100);
    const [first] = [...a.sessions.keys()];
    if (first === undefined) throw new Error('no session');
    a.feed({ kind: 'timerDue', peer: 1, localIndex: first, cause: 'sentAfterRekey' });
    a.feed({ kind: 'timerDue', peer: 1, localIndex: first, cause: 'sentUnanswered' });
    network.run(4_800);
    expect(initiationsAt()).toBe(1);
    network.run(1_000);
    expect(initiationsAt()).toBe(2);
    expect(a.sessions.size).toBe(2);
    a.feed({ kind: 'timerDue', peer: 1, localIndex: first, cause: 'expired' });
    expect(a.sessions.has(first)).toBe(false);
  });

  it('is kept in session by a persistent keep-alive, without traffic', () => {
    configure(a, 0, [{ endpoint: '192.0.2.2:5000', persistentKeepaliveMs: 25_000 }]);
    network.run(100);
    const [index] = [...a.sessions.keys()];
    expect(index).toBeDefined();
    network.attach(b.endpoint, undefined);
    network.run(10_000);
    a.feed({ kind: 'timerDue', peer: 1, localIndex: index ?? 0, cause: 'expired' });
    network.run(200_000);
    network.attach(b.endpoint, b);
    network.run(30_000);
    expect(a.sessions.size).toBe(1);
  });

  it('answers a passive keep-alive when the data plane says so', () => {
    a.sendData(INNER[1], 'x');
    network.run(100);
    const [index] = [...a.sessions.keys()];
    a.feed({ kind: 'timerDue', peer: 1, localIndex: index ?? 0, cause: 'receivedUnanswered' });
    expect(network.sent.at(-1)?.datagram).toHaveLength(48);
  });

  it('refuses packets while no endpoint is known, and follows the last authenticated source', () => {
    b.sendData(INNER[0], 'x');
    expect(b.outputs.at(-1)).toMatchObject({
      kind: 'refuse',
      destination: INNER[0],
      reason: 'hostUnreachable',
    });
    a.sendData(INNER[1], 'x');
    network.run(100);
    b.feed({ kind: 'statusRequested', id: 1, counters: [] });
    expect(b.reports.at(-1)).toMatchObject({
      status: { tunnels: [{ endpoint: a.endpoint, state: 'established' }] },
    });
    b.feed({ kind: 'sourceChanged', peer: 1, localIndex: 0, socket: 4, source: '192.0.2.77:9' });
    b.feed({ kind: 'statusRequested', id: 2, counters: [] });
    expect(b.reports.at(-1)).toMatchObject({ status: { tunnels: [{ endpoint: '192.0.2.77:9' }] } });
  });

  it('is reported once when it gets a session, not again at a renewal, and when the last one ended', () => {
    const told = () =>
      a.reports.flatMap((report) => (report.kind === 'tunnelChanged' ? [report.tunnel.state] : []));
    a.sendData(INNER[1], 'x');
    network.run(6_000);
    const [first] = [...a.sessions.keys()];
    a.feed({ kind: 'timerDue', peer: 1, localIndex: first ?? 0, cause: 'sentAfterRekey' });
    network.run(100);
    expect([a.sessions.size, told()]).toEqual([2, ['established']]);
    for (const localIndex of [...a.sessions.keys()])
      a.feed({ kind: 'timerDue', peer: 1, localIndex, cause: 'expired' });
    expect(told()).toEqual(['established', 'idle']);
  });

  it('refuses a replayed message 1, also after a restart', () => {
    a.sendData(INNER[1], 'x');
    network.run(100);
    const initiation = network.sent[0];
    if (initiation === undefined) throw new Error('nothing sent');
    network.send(initiation);
    network.run(100);
    expect(types().filter((type) => type === 2)).toHaveLength(1);
    const restarted = newHost(1, 99);
    restarted.feed({ kind: 'started', wallClockMs: 0, state: b.state });
    configure(restarted, 1, [{}]);
    network.send(initiation);
    network.run(100);
    expect(types().filter((type) => type === 2)).toHaveLength(1);
  });

  it('is removed with its sessions', () => {
    a.sendData(INNER[1], 'x');
    network.run(100);
    configure(a, 0, []);
    expect([a.sessions.size, a.peers.size]).toEqual([0, 0]);
  });

  it('is not made to throw by hostile messages', () => {
    a.sendData(INNER[1], 'x');
    network.run(100);
    const [first] = network.sent;
    for (let length = 0; length < 160; length++) {
      const message = (first?.datagram ?? new Uint8Array(148)).slice(0, length);
      for (const type of [1, 2, 3]) {
        const bytes = Uint8Array.from(message);
        bytes[0] = type;
        a.feed({ kind: 'handshakeReceived', socket: 4, source: '192.0.2.2:5000', message: bytes });
      }
    }
    a.feed({ kind: 'statusRequested', id: 3, counters: [] });
    expect(a.reports.at(-1)?.kind).toBe('status');
  });
});

describe('a cookie', () => {
  it('of a peer under load goes into mac2 of the next message 1', () => {
    // The reply is made as the peer's data plane makes it.
    network.attach(b.endpoint, undefined);
    a.sendData(INNER[1], 'x');
    const sent = network.sent[0]?.datagram ?? new Uint8Array();
    const { cookieKey } = macKeysOf(noblePrimitives, publicKey(1));
    const cookie = new Uint8Array(16).fill(3);
    const reply = createCookieReply(noblePrimitives, {
      cookieKey,
      message: sent,
      cookie,
      nonce: new Uint8Array(24),
    });
    a.feed({ kind: 'handshakeReceived', socket: 4, source: b.endpoint, message: reply });
    network.run(6_000);
    expect(hasValidMac2(noblePrimitives, cookie, network.sent[1]?.datagram ?? sent)).toBe(true);
    expect(hasValidMac2(noblePrimitives, cookie, sent)).toBe(false);
  });
});

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bootTimeMs, DataPlane, type DataPlaneEvent } from '../src/index.ts';
import { udpPacket } from './inner-packets.ts';
import { correspondent, keyIn, keyOut, own, publicKey } from './memory-plane.ts';

const open: DataPlane[] = [];
afterEach(() => {
  for (const plane of open.splice(0)) plane.close();
});

/** A data plane with real sockets on loopback and its TUN in memory. */
function systemPlane(
  onTunPackets: (packets: Uint8Array[]) => void,
  onEvents: (events: DataPlaneEvent[]) => void = () => undefined,
) {
  const plane = new DataPlane({
    identity: { publicKey },
    tun: { kind: 'memory', mtu: 1440 },
    udp: 'system',
    onEvents,
    onTunPackets,
  });
  open.push(plane);
  return plane;
}

/** Two data planes with sessions of each other, over one address family. */
function connectedPair(family: 4 | 6, onTunPackets: (packets: Uint8Array[]) => void) {
  const address = family === 4 ? '127.0.0.1' : '::1';
  const endpoint = (port: number) => (family === 4 ? `${address}:${port}` : `[${address}]:${port}`);
  const sender = systemPlane(() => undefined);
  const receiver = systemPlane(onTunPackets);
  const from = sender.openSocket({ socket: 1, family, address, port: 0 });
  const to = receiver.openSocket({ socket: 1, family, address, port: 0 });
  sender.setPeer({ peer: 1, prefixes: [`${correspondent}/32`], kind: 'stock', pathMtu: 1420 });
  receiver.setPeer({ peer: 1, prefixes: [`${own}/32`], kind: 'stock', pathMtu: 1420 });
  const common = { peer: 1, socket: 1, role: 'initiator', establishedAt: bootTimeMs() } as const;
  sender.installSession({
    ...common,
    localIndex: 1,
    remoteIndex: 2,
    sendKey: keyOut,
    receiveKey: keyIn,
    endpoint: endpoint(to.port),
  });
  receiver.installSession({
    ...common,
    localIndex: 2,
    remoteIndex: 1,
    sendKey: keyIn,
    receiveKey: keyOut,
    endpoint: endpoint(from.port),
  });
  return { sender, receiver, receiverPort: to.port };
}

/** Sockets of this machine that are bound to a port, of IPv4 (proc(5), net/udp). */
function socketsAt(port: number): number {
  const local = new RegExp(`: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')} `, 'g');
  return readFileSync('/proc/net/udp', 'utf8').match(local)?.length ?? 0;
}

describe('a data plane with sockets of the system', () => {
  it.each([4, 6] as const)('carries bursts of mixed sizes whole and in order, over IPv%i', async (family) => {
    const sizes = Array.from({ length: 400 }, (_, i) => (i % 7 === 0 ? i : 1392));
    const packets = sizes.map((size, i) =>
      udpPacket({
        source: own,
        destination: correspondent,
        sourcePort: i,
        destinationPort: 1,
        data: Buffer.alloc(size, i),
      }),
    );
    const received: Buffer[] = [];
    await new Promise<void>((resolve) => {
      const { sender } = connectedPair(family, (batch) => {
        received.push(...batch.map((packet) => Buffer.from(packet)));
        if (received.length === packets.length) resolve();
      });
      sender.tunPacketsReceived(packets);
    });
    expect(Buffer.concat(received).equals(Buffer.concat(packets))).toBe(true);
  });

  it('loses nothing of a tunnel to a flood of messages 1, and counts every one of them', async () => {
    const [rounds, forgedEach] = [200, 100];
    const forged = Buffer.alloc(148);
    forged.writeUInt32LE(1, 0);
    const packet = udpPacket({
      source: own,
      destination: correspondent,
      sourcePort: 1,
      destinationPort: 1,
      data: Buffer.alloc(1000),
    });
    let received = 0;
    const { sender, receiver, receiverPort } = connectedPair(4, (batch) => {
      received += batch.length;
    });
    expect(socketsAt(receiverPort)).toBe(2);
    const total = (name: string) => receiver.counters().totals[name] ?? Number.NaN;
    const flood = { socket: 1, destination: `127.0.0.1:${receiverPort}`, datagram: forged };
    for (let round = 0; round < rounds; round++) {
      for (let each = 0; each < forgedEach; each++) sender.sendDatagram(flood);
      sender.tunPacketsReceived([packet]);
    }
    await vi.waitFor(() => {
      expect(received).toBe(rounds);
      expect(total('mac1Failed') + total('newcomerDatagramsUnread')).toBe(rounds * forgedEach);
    });
    expect(total('tunnelDatagramsUnread')).toBe(0);
  });

  it('sends raw datagrams and hands handshake messages up', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    await once(other, 'listening');
    const event = await new Promise<DataPlaneEvent | undefined>((resolve) => {
      const plane = systemPlane(
        () => undefined,
        ([first]) => resolve(first),
      );
      const { port } = plane.openSocket({ socket: 3, family: 4, address: '127.0.0.1', port: 0 });
      const cookieReply = Buffer.alloc(64);
      cookieReply.writeUInt32LE(3, 0);
      const initiation = Buffer.alloc(148);
      initiation.writeUInt32LE(1, 0);
      other.once('message', () => other.send(cookieReply, port, '127.0.0.1'));
      plane.sendDatagram({
        socket: 3,
        destination: `127.0.0.1:${other.address().port}`,
        datagram: initiation,
      });
    });
    expect(event).toMatchObject({
      kind: 'handshakeReceived',
      socket: 3,
      source: `127.0.0.1:${other.address().port}`,
    });
    other.close();
  });

  it('reports timers by the boot clock without being called', async () => {
    const event = await new Promise<DataPlaneEvent | undefined>((resolve) => {
      const plane = systemPlane(
        () => undefined,
        ([first]) => resolve(first),
      );
      plane.openSocket({ socket: 1, family: 4, address: '127.0.0.1', port: 0 });
      plane.setPeer({ peer: 1, prefixes: [], kind: 'ntm', pathMtu: 1280 });
      plane.installSession({
        peer: 1,
        localIndex: 4,
        remoteIndex: 5,
        sendKey: keyOut,
        receiveKey: keyIn,
        role: 'initiator',
        socket: 1,
        establishedAt: bootTimeMs() - 179_950,
      });
    });
    expect(event).toEqual({ kind: 'timerDue', peer: 1, localIndex: 4, cause: 'expired' });
  });

  it('says why a socket cannot be opened', () => {
    const plane = systemPlane(() => undefined);
    const { port } = plane.openSocket({ socket: 1, family: 4, address: '127.0.0.1', port: 0 });
    expect(() => plane.openSocket({ socket: 2, family: 4, address: '127.0.0.1', port })).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE', message: expect.stringMatching(/in use/) }),
    );
    expect(() => plane.openSocket({ socket: 1, family: 4, port: 0 })).toThrow(/exists/);
    expect(() => plane.openSocket({ socket: 3, family: 6, address: '127.0.0.1', port: 0 })).toThrow(
      TypeError,
    );
  });

  it('frees its port when the socket is closed', () => {
    const plane = systemPlane(() => undefined);
    const { port } = plane.openSocket({ socket: 1, family: 4, address: '127.0.0.1', port: 0 });
    plane.closeSocket(1);
    expect(plane.openSocket({ socket: 2, family: 4, address: '127.0.0.1', port })).toEqual({ port });
  });
});

describe('the process', () => {
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const runProbe = (probe: string, ...words: string[]) => {
    const entry = fileURLToPath(new URL(probe, import.meta.url));
    return promisify(execFile)(process.execPath, ['--import', tsx, entry, ...words], { timeout: 20_000 });
  };
  const run = (mode: string) => runProbe('exit-probe.ts', mode);

  it.each(['close', 'exit', 'worker'])('ends cleanly: %s', async (mode) => {
    const { stdout, stderr } = await run(mode);
    expect(stderr).toBe('');
    expect(stdout).toBe('done\n');
  });

  it('counts a port whose newcomers have no room of their own', async () => {
    expect((await runProbe('undivided-probe.ts')).stdout).toBe('[0,1]\n');
  });
});

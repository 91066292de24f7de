import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { StockPeer } from '@ntmobile/node-core';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterEach, expect, it, vi } from 'vitest';
import type { Machine } from './machine.ts';
import { type RunningNode, startNode } from './running-node.ts';
import { simulatedMachine } from './simulated-machine.ts';

const running: RunningNode[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((node) => node.stop()));
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

function simulated(options: {
  readonly privateKey: Uint8Array;
  readonly port: number;
  readonly peers: readonly StockPeer[];
  readonly machine?: Partial<Machine>;
}) {
  const { privateKey, port, peers, machine } = options;
  const stored: Record<string, string> = {};
  const arrived: Uint8Array[] = [];
  const node = startNode({
    privateKey,
    agent: 'test 1',
    machine: {
      ...simulatedMachine({
        interfaces: [{ name: 'lo', addresses: ['127.0.0.1'] }],
        onPackets: (packets) => void arrived.push(...packets),
      }),
      ...machine,
    },
    state: {
      all: () => stored,
      save: (key, value) => {
        stored[key] = value;
      },
    },
    configuration: {
      listenPort: port,
      tunMtu: 1440,
      staticAddresses: [],
      peers,
      allowedTestPrefixes: ['127.0.0.0/8'],
    },
  });
  running.push(node);
  return { node, arrived, stored };
}

/** An IPv4 packet (RFC 791) with protocol 253 and these bytes. */
function innerPacket(from: number, to: number, text: string): Uint8Array {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(20);
  header.set([0x45, 0, 0, 20 + payload.length, 0, 0, 0, 0, 64, 253, 0, 0, 10, 9, 0, from, 10, 9, 0, to]);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += header.readUInt16BE(at);
  header.writeUInt16BE(0xffff - ((sum & 0xffff) + (sum >> 16)), 10);
  return new Uint8Array(Buffer.concat([header, payload]));
}

it('carries packets between two nodes of one process, and counts them', async () => {
  const [keyA, keyB] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))];
  const [portA, portB] = [await freePort(), await freePort()];
  const peer = (key: Uint8Array, host: number, port: number): StockPeer => ({
    name: `peer${host}`,
    publicKey: nodePrimitives.x25519PublicKey(key),
    prefixes: [`10.9.0.${host}/32`],
    endpoint: `127.0.0.1:${port}`,
  });
  const a = simulated({ privateKey: keyA, port: portA, peers: [peer(keyB, 2, portB)] });
  const b = simulated({ privateKey: keyB, port: portB, peers: [peer(keyA, 1, portA)] });

  const packet = innerPacket(1, 2, 'first');
  a.node.tunPacketsReceived([packet]);
  await vi.waitFor(() => expect(b.arrived).toEqual([packet]), 5_000);
  const back = innerPacket(2, 1, 'back');
  b.node.tunPacketsReceived([back]);
  await vi.waitFor(() => expect(a.arrived).toEqual([back]), 5_000);

  const [tunnel] = a.node.status().tunnels;
  expect(tunnel).toMatchObject({ name: 'peer2', state: 'established', route: 'stock' });
  expect(tunnel?.sentBytes).toBeGreaterThanOrEqual(packet.length);
  expect(a.node.counters().peers[0]?.receivedBytes).toBeGreaterThanOrEqual(back.length);
  expect(Object.keys(a.stored)).toContain('stamp/own');
});

it('does not start on a port that is taken, and says what to do', async () => {
  const taken = createSocket('udp4').bind(0);
  await once(taken, 'listening');
  const { port } = taken.address();
  expect(() => simulated({ privateKey: new Uint8Array(randomBytes(32)), port, peers: [] })).toThrow(
    `UDP port ${port} is taken: stop the program that has it, or choose another with --listen-port`,
  );
  taken.close();
});

it('takes back what it told the system where it cannot start', async () => {
  const taken = createSocket('udp4').bind(0);
  await once(taken, 'listening');
  const { port } = taken.address();
  const close = vi.fn(() => Promise.reject(new Error('nothing to take back')));
  const options = { privateKey: new Uint8Array(randomBytes(32)), peers: [], machine: { close } };
  expect(() => simulated({ ...options, port })).toThrow('is taken');
  expect(close).toHaveBeenCalledOnce();
  taken.close();
});

it('does not start where the system shows no networks, and keeps no port', async () => {
  const port = await freePort();
  const close = vi.fn(async () => undefined);
  const interfaces = () => {
    throw Object.assign(new Error('uv_interface_addresses returned EACCES'), { code: 'ERR_SYSTEM_ERROR' });
  };
  const options = { privateKey: new Uint8Array(randomBytes(32)), port, peers: [] };
  expect(() => simulated({ ...options, machine: { interfaces, close } })).toThrow('EACCES');
  expect(close).toHaveBeenCalledOnce();
  expect(simulated(options).node.status().coordinator.state).toBe('none');
});

it('tells once that the system shows its networks no more, and goes on', () => {
  vi.useFakeTimers();
  let refuses = false;
  const interfaces = () => {
    if (refuses) throw Object.assign(new Error('EMFILE'), { code: 'ERR_SYSTEM_ERROR' });
    return [{ name: 'lo', addresses: ['127.0.0.1'] }];
  };
  const options = { privateKey: new Uint8Array(randomBytes(32)), port: 0, peers: [] };
  const { node } = simulated({ ...options, machine: { interfaces } });
  const failures: string[] = [];
  node.onReport((report) => {
    if (report.kind === 'failed') failures.push(`${report.what}: ${report.message}`);
  });
  refuses = true;
  vi.advanceTimersByTime(3_000);
  vi.useRealTimers();
  expect(failures).toEqual(['look at the networks: EMFILE']);
});

it('lets a listener ask the node', async () => {
  const { node } = simulated({ privateKey: new Uint8Array(randomBytes(32)), port: 0, peers: [] });
  let asked: string | undefined;
  node.onReport((report) => {
    if (report.kind === 'failed') asked = node.status().coordinator.state;
  });
  node.handle({ kind: 'tunFailed', message: 'test' });
  expect(asked).toBe('none');
});

it('stops once, and has no status afterwards', async () => {
  const { node } = simulated({ privateKey: new Uint8Array(randomBytes(32)), port: 0, peers: [] });
  await Promise.all([node.stop(), node.stop()]);
  expect(() => node.status()).toThrow('the node is stopped');
});

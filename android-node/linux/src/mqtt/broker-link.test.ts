import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BrokerLink, type BrokerLinkOptions, UndialableBroker } from './broker-link.ts';
import { listenTls, type TlsServer } from './testing/tls-server.ts';

/** CONNACK without properties, and SUBACK of the first packet that grants QoS 1 (MQTT 5 sections 3.2 and 3.9). */
const CONNACK = Buffer.from([0x20, 3, 0, 0, 0]);
const SUBACK = (packetId: Buffer) => Buffer.from([0x90, 4, ...packetId, 0, 1]);
/** PUBACK of a PUBLISH with QoS 1 of less than 128 bytes on a topic of one letter (sections 3.3 and 3.4). */
const PUBACK = (publish: Buffer) => Buffer.from([0x40, 2, ...publish.subarray(5, 7)]);
/** PUBLISH with QoS 0 of "ack" on the topic "t" (section 3.3). */
const SAYS_ACK = Buffer.concat([Buffer.from([0x30, 7, 0, 1, 0x74, 0]), Buffer.from('ack')]);
const PUBLISH = 3;
const SUBSCRIBE = 8;
const GOODBYE = { topic: 't', payload: 'goodbye', qos: 1, retain: true } as const;

let root: string;
let broker: TlsServer;
let connections: number;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ntm-link-'));
  broker = await listenTls(root, 'broker.ntm.internal');
  connections = 0;
});
afterEach(() => {
  broker.server.close();
  rmSync(root, { recursive: true });
});

/** Lets a link in, and hands over what it publishes. */
function serve(published: (socket: TLSSocket, packet: Buffer) => void): void {
  broker.server.on('secureConnection', (socket) => {
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => socket.write(CONNACK));
    socket.on('data', (packet) => {
      const type = (packet[0] ?? 0) >> 4;
      if (type === SUBSCRIBE) socket.write(SUBACK(packet.subarray(2, 4)));
      if (type === PUBLISH) published(socket, packet);
    });
  });
}

function linkOf(options: Partial<BrokerLinkOptions>): BrokerLink {
  return new BrokerLink({
    access: access(),
    will: () => ({ topic: 't', payload: '{}' }),
    subscriptions: ['t'],
    random: () => 0,
    onConnected: () => {},
    onMessage: () => {},
    onLost: () => {},
    ...options,
  });
}

const access = () => ({
  endpoint: `127.0.0.1:${broker.port}`,
  serverName: 'broker.ntm.internal',
  caCertificate: broker.certificate,
  username: 'n',
  password: 'p',
});

/** A link that is connected to the broker. */
async function connectedLink(heard: Partial<BrokerLinkOptions> = {}): Promise<BrokerLink> {
  let connected = () => {};
  const whenConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const link = linkOf({ ...heard, onConnected: () => connected() });
  link.start();
  await whenConnected;
  return link;
}

it('stays away once it is stopped, though the broker goes while it says goodbye', async () => {
  serve((socket) => socket.destroy());
  const onLost = vi.fn();
  const link = await connectedLink({ onLost });
  const stoppedAt = performance.now();
  await link.stop(GOODBYE);
  expect(performance.now() - stoppedAt).toBeLessThan(900);
  // The first pause is half a second with this random number.
  await new Promise((resolve) => setTimeout(resolve, 800));
  await link.stop();
  expect(connections).toBe(1);
  expect(onLost).not.toHaveBeenCalled();
});

it('cuts the connection to a broker that takes no goodbye, after a second', async () => {
  let served: TLSSocket | undefined;
  serve((socket) => {
    served = socket;
  });
  const link = await connectedLink();
  const stoppedAt = performance.now();
  await link.stop(GOODBYE);
  expect(performance.now() - stoppedAt).toBeLessThan(1_800);
  await vi.waitFor(() => expect(served?.closed).toBe(true), 1_000);
});

it('cuts the connection where the goodbye is taken and an earlier message is not', async () => {
  let served: TLSSocket | undefined;
  serve((socket, packet) => {
    if (served !== undefined) socket.write(PUBACK(packet));
    served = socket;
  });
  const link = await connectedLink();
  link.publish({ ...GOODBYE, payload: 'early' }).catch(() => undefined);
  await vi.waitFor(() => expect(served).toBeDefined());
  await link.stop(GOODBYE);
  await vi.waitFor(() => expect(served?.closed).toBe(true), 1_000);
});

it('hears what the broker says during the goodbye, and makes a second stop wait for the first', async () => {
  const heard: string[] = [];
  serve((socket, packet) => {
    socket.write(SAYS_ACK);
    socket.write(PUBACK(packet));
  });
  const link = await connectedLink({ onMessage: (_, payload) => heard.push(String(payload)) });
  const ended: string[] = [];
  const first = link.stop(GOODBYE).then(() => ended.push('first'));
  const second = link.stop().then(() => ended.push('second'));
  await second;
  expect(ended).toEqual(['first', 'second']);
  await first;
  expect(heard).toEqual(['ack']);
});

it('is stopped where what enrolment gave for the broker cannot be dialled at all', async () => {
  const link = linkOf({ access: { ...access(), endpoint: '127.0.0.1:70000' } });
  expect(() => link.start()).toThrow('enrol again');
  expect(() => link.start()).toThrow(UndialableBroker);
  await link.stop(GOODBYE);
  expect(link.isConnected).toBe(false);
});

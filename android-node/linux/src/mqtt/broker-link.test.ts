import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BrokerLink } from './broker-link.ts';
import { listenTls, type TlsServer } from './testing/tls-server.ts';

/** CONNACK without properties, and SUBACK of the first packet that grants QoS 1 (MQTT 5 sections 3.2 and 3.9). */
const CONNACK = Buffer.from([0x20, 3, 0, 0, 0]);
const SUBACK = (packetId: Buffer) => Buffer.from([0x90, 4, ...packetId, 0, 1]);
const PUBLISH = 3;
const SUBSCRIBE = 8;

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

/** Lets a link in and ends the connection where something is published. */
function endOnPublish(socket: TLSSocket): void {
  connections++;
  socket.on('error', () => {});
  socket.once('data', () => socket.write(CONNACK));
  socket.on('data', (packet) => {
    const type = (packet[0] ?? 0) >> 4;
    if (type === SUBSCRIBE) socket.write(SUBACK(packet.subarray(2, 4)));
    if (type === PUBLISH) socket.destroy();
  });
}

it('stays away once it is stopped, though the broker goes while it says goodbye', async () => {
  broker.server.on('secureConnection', endOnPublish);
  let connected = () => {};
  const whenConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const onLost = vi.fn();
  const link = new BrokerLink({
    access: {
      endpoint: `127.0.0.1:${broker.port}`,
      serverName: 'broker.ntm.internal',
      caCertificate: broker.certificate,
      username: 'n',
      password: 'p',
    },
    will: () => ({ topic: 't', payload: '{}' }),
    subscriptions: ['t'],
    random: () => 0,
    onConnected: () => connected(),
    onMessage: () => {},
    onLost,
  });
  link.start();
  await whenConnected;
  await link.stop({ topic: 't', payload: 'goodbye', qos: 1, retain: true });
  // The first pause is half a second with this random number.
  await new Promise((resolve) => setTimeout(resolve, 800));
  await link.stop();
  expect(connections).toBe(1);
  expect(onLost).not.toHaveBeenCalled();
});

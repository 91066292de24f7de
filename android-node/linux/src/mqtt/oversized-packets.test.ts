import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOST_UNREAD_BYTES, watchForOversized } from '@ntmobile/shared/fleet';
import { connect, type MqttClient } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { BrokerLink } from './broker-link.ts';
import { listenTls } from './testing/tls-server.ts';

/** CONNACK without properties (MQTT 5 section 3.2). */
const CONNACK = Buffer.from([0x20, 3, 0, 0, 0]);
/** PUBLISH with its longest length. */
const ENDLESS = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
const FILLER = Buffer.alloc(65_536, 0x61);

let server: Server | undefined;
let client: MqttClient;
afterEach(() => {
  client.end(true);
  server?.close();
});

/** A broker that answers CONNECT, then says what it is told to. */
function broker(speak: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write(CONNACK);
        speak(socket);
      });
  });
  const listening = server;
  return new Promise((resolve) =>
    listening.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port)),
  );
}

function connected(port: number, tell: () => void): void {
  client = connect(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 5,
    reconnectPeriod: 0,
    manualConnect: true,
  });
  client.on('error', () => {});
  watchForOversized(client, tell);
  client.connect();
}

it('tells of a packet that goes on and on before it fills the memory', async () => {
  let written = 0;
  const port = await broker((socket) => {
    socket.write(ENDLESS);
    const fill = () => {
      while (!socket.destroyed && socket.write(FILLER)) written += FILLER.length;
    };
    socket.on('drain', fill);
    fill();
  });
  let read = 0;
  await new Promise<void>((resolve) => {
    connected(port, () => {
      client.end(true);
      resolve();
    });
    client.stream.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
  });
  expect(read).toBeLessThan(2 * MOST_UNREAD_BYTES);
  expect(written).toBeGreaterThan(0);
});

it('makes a node’s link try again later, as after any loss of its broker', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ntm-oversized-'));
  const broker = await listenTls(root, 'broker.ntm.internal');
  broker.server.on('secureConnection', (socket) => {
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write(CONNACK);
        socket.write(ENDLESS);
        for (let count = 0; count < 8; count++) socket.write(FILLER);
      });
  });
  let link: BrokerLink | undefined;
  const lost = await new Promise<readonly [string, number]>((resolve) => {
    link = new BrokerLink({
      access: {
        endpoint: `127.0.0.1:${broker.port}`,
        serverName: 'broker.ntm.internal',
        caCertificate: broker.certificate,
        username: 'n',
        password: 'p',
      },
      will: () => ({ topic: 't', payload: '{}' }),
      subscriptions: ['t'],
      random: () => 1,
      onConnected: () => {},
      onMessage: () => {},
      onLost: (why, pauseMs) => resolve([why, pauseMs]),
    });
    link.start();
  });
  await link?.stop();
  broker.server.close();
  rmSync(root, { recursive: true });
  expect(lost).toEqual(['the broker sends a packet that is too long', 1_000]);
});

it('says nothing of many packets of the usual length', async () => {
  const topic = Buffer.from([0, 1, 0x74, 0]);
  const payload = Buffer.alloc(16_000, 0x61);
  const length = topic.length + payload.length;
  const publish = Buffer.concat([Buffer.from([0x30, (length & 0x7f) | 0x80, length >> 7]), topic, payload]);
  const port = await broker((socket) => {
    for (let count = 0; count < 100; count++) socket.write(publish);
  });
  let [told, came] = [0, 0];
  await new Promise<void>((resolve) => {
    connected(port, () => {
      told += 1;
    });
    client.on('message', () => {
      came += 1;
      if (came === 100) resolve();
    });
  });
  expect(told).toBe(0);
});

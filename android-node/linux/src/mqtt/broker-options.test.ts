import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:tls';
import { connect } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerOptions } from './broker-options.ts';
import { listenTls } from './testing/tls-server.ts';

let root: string;
let server: Server;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-broker-'));
});
afterEach(() => {
  server.close();
  rmSync(root, { recursive: true });
});

async function listen(name: string) {
  const started = await listenTls(root, name);
  ({ server } = started);
  return started;
}

function dial(port: number, caCertificate: string): Promise<string> {
  const access = {
    endpoint: `127.0.0.1:${port}`,
    serverName: 'broker.ntm.internal',
    caCertificate,
    username: 'n',
    password: 'p',
  };
  return new Promise((resolve) => {
    const client = connect(brokerOptions(access, { topic: 't', payload: '{}' }));
    const finish = (outcome: string) => {
      client.end(true);
      resolve(outcome);
    };
    client.on('error', (error) => finish(error.message));
    server.once('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (packet) => finish(`MQTT packet type ${(packet[0] ?? 0) >> 4}`));
    });
    client.connect();
  });
}

it('speaks to a broker that proves the realm’s name, whatever address it has', async () => {
  const { port, certificate } = await listen('broker.ntm.internal');
  expect(await dial(port, certificate)).toBe('MQTT packet type 1');
});

it('says nothing to a server with another name, though the CA is right', async () => {
  const { port, certificate } = await listen('broker.example.org');
  expect(await dial(port, certificate)).toMatch(/altnames|not in the cert/i);
});

it('dials a name, an address of either family, and the port of enrolment', () => {
  const dialled = (endpoint: string) => {
    const access = { endpoint, serverName: 's', caCertificate: 'c', username: 'n', password: 'p' };
    const { host, port } = brokerOptions(access, { topic: 't', payload: '{}' });
    return [host, port];
  };
  expect(dialled('[2001:db8::1]:8883')).toEqual(['2001:db8::1', 8883]);
  expect(dialled('broker.example:1')).toEqual(['broker.example', 1]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNodeId } from '@ntmobile/shared';
import { LEAVES, type Leaf, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { brokerPassword, serverPassword } from '../../keys/broker-password.ts';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../keys/load-keys.ts';
import { EmbeddedBroker } from './embedded-broker.ts';

const A = formatNodeId(new Uint8Array(16).fill(1));
const B = formatNodeId(new Uint8Array(16).fill(2));
const ALL = Object.keys(LEAVES) as Leaf[];

let keys: Keys;
let broker: EmbeddedBroker;
let ports: { plainPort: number; tlsPort: number };
let directory: string;
const epochs = new Map<string, number>();
const lookedUp = vi.fn(async (node: string) => epochs.get(node));
const clients: MqttClient[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-broker-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  keys = await loadKeys(directory);
  broker = new EmbeddedBroker({
    plainPort: 0,
    tlsPort: 0,
    tlsAddress: '127.0.0.1',
    tls: keys.brokerTls,
    brokerSecret: keys.brokerSecret,
    epochOf: lookedUp,
    onRefused: () => {},
  });
  ports = await broker.start();
  epochs.set(A, 1).set(B, 1);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});

afterAll(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connect(options: IClientOptions): Promise<MqttClient> {
  const settings = { protocolVersion: 5 as const, reconnectPeriod: 0, connectTimeout: 5_000, ...options };
  const client = await connectAsync(`mqtt://127.0.0.1:${ports.plainPort}`, settings, false);
  client.on('error', () => {});
  clients.push(client);
  return client;
}

function node(id: string, options: IClientOptions = {}): Promise<MqttClient> {
  const password = brokerPassword(keys.brokerSecret, id, epochs.get(id) ?? 1);
  return connect({ clientId: id, username: id, password, ...options });
}

function server(name = 'server-1'): Promise<MqttClient> {
  return connect({ clientId: name, username: 'server', password: serverPassword(keys.brokerSecret) });
}

/** What a client is given, as `topic payload`. */
function inbox(client: MqttClient): string[] {
  const messages: string[] = [];
  client.on('message', (topic, payload) => messages.push(`${topic} ${payload}`));
  return messages;
}

/** The bytes of an MQTT 5 CONNECT (section 3.1), clean start and without keep-alive. */
function connectPacket(id: string, password: string): Buffer {
  const field = (text: string) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(text));
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const head = Buffer.concat([field('MQTT'), Buffer.from([5, 0xc2, 0, 0, 0])]);
  const body = Buffer.concat([head, field(id), field(id), field(password)]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

const attempt = (work: Promise<unknown>) => work.then(() => 'granted').catch(() => 'refused');

describe('delivery', () => {
  it('reaches exactly the node it is for, whatever others subscribed to', async () => {
    const [alice, bob, bridge] = [await node(A), await node(B), await server()];
    const [atAlice, atBob] = [inbox(alice), inbox(bob)];
    const greedy = [
      '#',
      '+/#',
      'ntm/#',
      'ntm/v1/node/+/config/desired',
      '$SYS/#',
      '$share/x/ntm/v1/node/+/config/desired',
    ];
    for (const leaf of ALL) greedy.push(nodeTopic(A, leaf));
    for (const filter of greedy) await attempt(bob.subscribeAsync(filter));
    for (const leaf of ALL) await attempt(alice.subscribeAsync(nodeTopic(A, leaf)));
    for (const leaf of leavesOf('down')) await bob.subscribeAsync(nodeTopic(B, leaf));

    for (const leaf of leavesOf('down'))
      await bridge.publishAsync(nodeTopic(A, leaf), `to A ${leaf}`, { qos: 1 });
    // Last, so that its arrival shows that whatever bob was to get is there.
    await bridge.publishAsync(nodeTopic(B, 'command/request'), 'last', { qos: 1 });
    await vi.waitFor(() => expect(atBob).toEqual([`${nodeTopic(B, 'command/request')} last`]));
    await vi.waitFor(() =>
      expect(atAlice).toEqual(leavesOf('down').map((leaf) => `${nodeTopic(A, leaf)} to A ${leaf}`)),
    );
  });

  it('takes from a node its own upward leaves and nothing else', async () => {
    const [alice, bridge] = [await node(A), await server()];
    const atBridge = inbox(bridge);
    for (const leaf of leavesOf('up')) await bridge.subscribeAsync(`ntm/v1/node/+/${leaf}`, { qos: 1 });
    const atB = inbox(
      await node(B).then(async (bob) => {
        for (const leaf of leavesOf('down')) await bob.subscribeAsync(nodeTopic(B, leaf));
        return bob;
      }),
    );
    for (const leaf of ALL) await attempt(alice.publishAsync(nodeTopic(B, leaf), 'forged', { qos: 1 }));
    for (const topic of ['$SYS/x', 'other', `ntm/v1/node/${A}/unknown`, `${nodeTopic(A, 'telemetry')}/x`]) {
      await attempt(alice.publishAsync(topic, 'forged', { qos: 1 }));
    }
    for (const leaf of ALL) await attempt(alice.publishAsync(nodeTopic(A, leaf), leaf, { qos: 1 }));
    await vi.waitFor(() =>
      expect(atBridge).toEqual(leavesOf('up').map((leaf) => `${nodeTopic(A, leaf)} ${leaf}`)),
    );
    expect(atB).toEqual([]);
  });

  it('keeps nothing that a node may not retain', async () => {
    const alice = await node(A);
    for (const leaf of ALL)
      await attempt(alice.publishAsync(nodeTopic(A, leaf), 'kept', { qos: 1, retain: true }));
    const bridge = await server();
    const atBridge = inbox(bridge);
    for (const leaf of leavesOf('up')) await bridge.subscribeAsync(`ntm/v1/node/+/${leaf}`);
    await vi.waitFor(() =>
      expect(atBridge.sort()).toEqual([
        `${nodeTopic(A, 'config/reported')} kept`,
        `${nodeTopic(A, 'presence')} kept`,
      ]),
    );
    for (const leaf of ['config/reported', 'presence'] as const)
      await bridge.publishAsync(nodeTopic(A, leaf), '', { retain: true, qos: 1 });
    const later = await server('server-2');
    const atLater = inbox(later);
    for (const leaf of leavesOf('up')) await later.subscribeAsync(`ntm/v1/node/+/${leaf}`);
    await alice.publishAsync(nodeTopic(A, 'event'), 'last', { qos: 1 });
    await vi.waitFor(() => expect(atLater).toEqual([`${nodeTopic(A, 'event')} last`]));
  });

  it('publishes the last will of a lost node', async () => {
    const bridge = await server();
    const atBridge = inbox(bridge);
    await bridge.subscribeAsync('ntm/v1/node/+/presence');
    const alice = await node(A, {
      will: { topic: nodeTopic(A, 'presence'), payload: Buffer.from('lost'), qos: 1, retain: true },
    });
    alice.stream.destroy();
    await vi.waitFor(() => expect(atBridge).toEqual([`${nodeTopic(A, 'presence')} lost`]));
    await bridge.publishAsync(nodeTopic(A, 'presence'), '', { retain: true, qos: 1 });
  });

  it('does not let a flooding node crowd out another', async () => {
    const [alice, bob, bridge] = [await node(A), await node(B), await server()];
    let fromAlice = 0;
    const fromBob = new Promise<void>((resolve) =>
      bridge.on('message', (topic) => (topic.includes(B) ? resolve() : fromAlice++)),
    );
    for (const leaf of leavesOf('up')) await bridge.subscribeAsync(`ntm/v1/node/+/${leaf}`);
    for (let count = 0; count < 2_000; count++) alice.publish(nodeTopic(A, 'event'), `${count}`, { qos: 0 });
    await bob.publishAsync(nodeTopic(B, 'event'), 'still there', { qos: 1 });
    await fromBob;
    expect(fromAlice).toBeLessThan(1_000);
  });
});

describe('a client that does not read', () => {
  it('is let go within seconds, and what others are sent goes on', async () => {
    const [alice, bob, bridge] = [await node(A), await node(B), await server()];
    const desired = nodeTopic(A, 'config/desired');
    const gone = new Promise<void>((resolve) => alice.once('close', () => resolve()));
    const atBob = inbox(bob);
    await bob.subscribeAsync(nodeTopic(B, 'command/request'), { qos: 1 });
    await bridge.publishAsync(desired, Buffer.alloc(60_000), { qos: 1, retain: true });
    alice.stream.unpipe();
    alice.stream.pause();
    // Each brings the retained message again: more than the systems of both ends hold.
    for (let count = 0; count < 400; count++) alice.subscribe(desired, { qos: 1 });
    for (let count = 0; count < 20; count++) bridge.publish(desired, Buffer.alloc(60_000), { qos: 1 });
    bridge.publish(nodeTopic(B, 'command/request'), 'for B', { qos: 1 });
    await vi.waitFor(() => expect(atBob).toHaveLength(1), 15_000);
    alice.stream.resume();
    await gone;
    await bridge.publishAsync(desired, '', { qos: 1, retain: true });
  }, 30_000);
});

describe('credentials', () => {
  it('admit the node with the password of its epoch only', async () => {
    expect(await attempt(node(A))).toBe('granted');
    for (const options of [
      { password: 'wrong' },
      { password: undefined as unknown as string },
      { password: brokerPassword(keys.brokerSecret, A, 2) },
      { password: brokerPassword(keys.brokerSecret, B, 1) },
      { protocolVersion: 4 as const },
    ]) {
      expect(await attempt(node(A, options))).toBe('refused');
    }
    const unknown = formatNodeId(new Uint8Array(16).fill(9));
    expect(await attempt(node(unknown))).toBe('refused');
    expect(await attempt(connect({ clientId: 'server-9', username: 'server', password: 'wrong' }))).toBe(
      'refused',
    );
    expect(await attempt(connect({ clientId: 'anyone' }))).toBe('refused');
  });

  it('let nobody take the place of another node', async () => {
    const [alice, bridge] = [await node(A), await server()];
    const atAlice = inbox(alice);
    await alice.subscribeAsync(nodeTopic(A, 'command/request'), { qos: 1 });
    const password = brokerPassword(keys.brokerSecret, B, 1);
    expect(await attempt(connect({ clientId: A, username: B, password }))).toBe('refused');
    expect(await attempt(connect({ clientId: A, username: A, password }))).toBe('refused');
    await bridge.publishAsync(nodeTopic(A, 'command/request'), 'for A', { qos: 1 });
    await vi.waitFor(() => expect(atAlice).toHaveLength(1));
    expect(alice.connected).toBe(true);
  });

  it('refuse a last will on another topic', async () => {
    for (const topic of [nodeTopic(B, 'presence'), nodeTopic(A, 'config/desired'), '$SYS/x']) {
      const will = { topic, payload: Buffer.from('x'), qos: 1 as const, retain: true };
      expect(await attempt(node(A, { will }))).toBe('refused');
    }
  });

  it('are not looked up again for a node that left before they were', async () => {
    const socket = connectTcp(ports.plainPort, '127.0.0.1');
    const asked = new Promise<void>((resolve) => {
      lookedUp.mockImplementationOnce(async (id) => {
        socket.destroy();
        await vi.waitFor(() => expect(socket.destroyed).toBe(true));
        // The broker hears of the end before the database answers.
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
        resolve();
        return epochs.get(id);
      });
    });
    socket.write(connectPacket(A, brokerPassword(keys.brokerSecret, A, 1)));
    await asked;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    lookedUp.mockClear();
    await broker.recheckAll();
    expect(lookedUp).not.toHaveBeenCalled();
  });

  it('end a connection when they are revoked', async () => {
    const [alice, bob] = [await node(A), await node(B)];
    const closed = new Promise<void>((resolve) => alice.once('close', () => resolve()));
    epochs.set(A, 2);
    await broker.recheckAll();
    await closed;
    expect(bob.connected).toBe(true);
    expect(await attempt(node(A))).toBe('granted');
    epochs.delete(A);
    expect(await attempt(node(A))).toBe('refused');
    epochs.set(A, 1);
  });
});

describe('transport', () => {
  it('is TLS that proves the realm', async () => {
    const dial = (options: IClientOptions) =>
      connectAsync(`mqtts://127.0.0.1:${ports.tlsPort}`, {
        protocolVersion: 5,
        reconnectPeriod: 0,
        clientId: A,
        username: A,
        password: brokerPassword(keys.brokerSecret, A, 1),
        ...options,
      });
    const ca = keys.brokerTls.authority;
    const client = await dial({ ca, servername: 'broker.ntm.internal' });
    expect(client.connected).toBe(true);
    await client.endAsync(true);
    await expect(dial({ servername: 'broker.ntm.internal' })).rejects.toThrow();
    await expect(dial({ ca, servername: 'broker.other.example' })).rejects.toThrow();
  });

  it.each([
    ['CONNECT', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
    ['PUBLISH', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
    ['nothing known', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('drops a %s that announces 256 MB', async (_, head) => {
    const socket = connectTcp(ports.plainPort, '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(head);
    const filler = Buffer.alloc(65_536);
    socket.on('drain', () => socket.write(filler));
    socket.write(filler);
    await closed;
    expect(socket.bytesWritten).toBeLessThan(32 * 1024 * 1024);
  });
});

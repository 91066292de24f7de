import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNodeId } from '@ntmobile/shared';
import { LEAVES, type Leaf, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { brokerPassword, SERVER_USER, serverPassword } from '../../keys/broker-password.ts';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../keys/load-keys.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { attempt, connectPacket, inbox, TestClients } from './testing/test-clients.ts';

const A = formatNodeId(new Uint8Array(16).fill(1));
const B = formatNodeId(new Uint8Array(16).fill(2));
const ALL = Object.keys(LEAVES) as Leaf[];

let keys: Keys;
let broker: EmbeddedBroker;
let ports: { plainPort: number; tlsPort: number };
let directory: string;
const epochs = new Map<string, number>();
const lookedUp = vi.fn(async (node: string) => epochs.get(node));
let clients: TestClients;

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
  const { brokerSecret } = keys;
  const server = { username: SERVER_USER, password: serverPassword(brokerSecret) };
  clients = new TestClients({ plainPort: ports.plainPort, server, brokerSecret, epochs });
});

afterEach(() => clients.end());

afterAll(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('delivery', () => {
  it('keeps nothing that a node may not retain', async () => {
    const alice = await clients.node(A);
    for (const leaf of ALL)
      await attempt(alice.publishAsync(nodeTopic(A, leaf), 'kept', { qos: 1, retain: true }));
    const bridge = await clients.server();
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
    const later = await clients.server('server-2');
    const atLater = inbox(later);
    for (const leaf of leavesOf('up')) await later.subscribeAsync(`ntm/v1/node/+/${leaf}`);
    await alice.publishAsync(nodeTopic(A, 'event'), 'last', { qos: 1 });
    await vi.waitFor(() => expect(atLater).toEqual([`${nodeTopic(A, 'event')} last`]));
  });

  it('does not let a flooding node crowd out another', async () => {
    const [alice, bob, bridge] = [await clients.node(A), await clients.node(B), await clients.server()];
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
    const [alice, bob, bridge] = [await clients.node(A), await clients.node(B), await clients.server()];
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
    expect(await attempt(clients.node(A))).toBe('granted');
    for (const options of [
      { password: 'wrong' },
      { password: undefined as unknown as string },
      { password: brokerPassword(keys.brokerSecret, A, 2) },
      { password: brokerPassword(keys.brokerSecret, B, 1) },
      { protocolVersion: 4 as const },
    ]) {
      expect(await attempt(clients.node(A, options))).toBe('refused');
    }
    const unknown = formatNodeId(new Uint8Array(16).fill(9));
    expect(await attempt(clients.node(unknown))).toBe('refused');
    expect(
      await attempt(clients.connect({ clientId: 'server-9', username: 'server', password: 'wrong' })),
    ).toBe('refused');
    expect(await attempt(clients.connect({ clientId: 'anyone' }))).toBe('refused');
  });

  it('refuse a last will on another topic', async () => {
    for (const topic of [nodeTopic(B, 'presence'), nodeTopic(A, 'config/desired'), '$SYS/x']) {
      const will = { topic, payload: Buffer.from('x'), qos: 1 as const, retain: true };
      expect(await attempt(clients.node(A, { will }))).toBe('refused');
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
});

describe('transport', () => {
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

import { formatNodeId } from '@ntmobile/shared';
import { LEAVES, type Leaf, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import { connectAsync, type IClientOptions } from 'mqtt';
import { describe, expect, it, vi } from 'vitest';
import { brokerPassword } from '../../keys/broker-password.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { BROKERS } from './testing/broker-under-test.ts';
import { attempt, inbox } from './testing/test-clients.ts';

const idOf = (byte: number) => formatNodeId(new Uint8Array(16).fill(byte));
const [A, B] = [idOf(1), idOf(2)];
const FIFTY = Array.from({ length: 50 }, (_, index) => idOf(100 + index));
const ALL = Object.keys(LEAVES) as Leaf[];
const soon = { timeout: 8_000, interval: 10 };

describe.each(BROKERS)('at $name', ({ missing, start }) => {
  // A reason in the report instead of tests that were not run for no visible cause.
  if (missing) it.skip(`nothing is tested: ${missing}`);
  describe.skipIf(missing)('what is published', () => {
    const suite = brokerSuite(start, [A, B, ...FIFTY]);

    it('reaches exactly the node it is for, whatever others subscribed to', async () => {
      const [alice, bob, bridge] = [
        await suite.clients.node(A),
        await suite.clients.node(B),
        await suite.clients.server(),
      ];
      const [atAlice, atBob] = [inbox(alice), inbox(bob)];
      const everything = ['#', '+/#', 'ntm/#', 'ntm/v1/node/+/config/desired', '$SYS/#', '$CONTROL/#'];
      const greedy = [
        ...everything,
        '$share/x/ntm/v1/node/+/config/desired',
        ...ALL.map((leaf) => nodeTopic(A, leaf)),
      ];
      for (const filter of greedy) await attempt(bob.subscribeAsync(filter));
      for (const leaf of ALL) await attempt(alice.subscribeAsync(nodeTopic(A, leaf)));
      for (const leaf of leavesOf('down')) await bob.subscribeAsync(nodeTopic(B, leaf));

      for (const leaf of leavesOf('down'))
        await bridge.publishAsync(nodeTopic(A, leaf), `to A ${leaf}`, { qos: 1 });
      // Last, so that its arrival shows that whatever bob was to get is there.
      await bridge.publishAsync(nodeTopic(B, 'command/request'), 'last', { qos: 1 });
      await vi.waitFor(
        () => expect([...new Set(atBob)]).toEqual([`${nodeTopic(B, 'command/request')} last`]),
        soon,
      );
      await vi.waitFor(
        () => expect(atAlice).toEqual(leavesOf('down').map((leaf) => `${nodeTopic(A, leaf)} to A ${leaf}`)),
        soon,
      );
    });

    it('comes from a node on its own upward leaves and nothing else', async () => {
      const [alice, bob, bridge] = [
        await suite.clients.node(A),
        await suite.clients.node(B),
        await suite.clients.server(),
      ];
      const [atBridge, atBob] = [inbox(bridge), inbox(bob)];
      for (const leaf of leavesOf('up')) await bridge.subscribeAsync(`ntm/v1/node/+/${leaf}`, { qos: 1 });
      for (const leaf of leavesOf('down')) await bob.subscribeAsync(nodeTopic(B, leaf));
      const elsewhere = ['$SYS/x', 'other', `ntm/v1/node/${A}/unknown`, `${nodeTopic(A, 'telemetry')}/x`];
      const control = '$CONTROL/dynamic-security/v1';
      for (const topic of [...ALL.map((leaf) => nodeTopic(B, leaf)), ...elsewhere, control])
        await attempt(alice.publishAsync(topic, 'forged', { qos: 1 }));
      for (const leaf of ALL) await attempt(alice.publishAsync(nodeTopic(A, leaf), leaf, { qos: 1 }));
      await vi.waitFor(
        () => expect(atBridge).toEqual(leavesOf('up').map((leaf) => `${nodeTopic(A, leaf)} ${leaf}`)),
        soon,
      );
      expect(atBob).toEqual([]);
    });

    it('reaches each of fifty nodes, and each hears its own only, also what was retained before', async () => {
      const bridge = await suite.clients.server();
      const atBridge = inbox(bridge);
      await bridge.subscribeAsync('ntm/v1/node/+/presence', { qos: 1 });
      for (const id of FIFTY)
        await bridge.publishAsync(nodeTopic(id, 'config/desired'), `kept ${id}`, { qos: 1, retain: true });
      const nodes = await Promise.all(FIFTY.map((id) => suite.clients.node(id)));
      const inboxes = nodes.map(inbox);
      await Promise.all(
        nodes.map(async (node, index) => {
          const [own, next] = [FIFTY[index] as string, FIFTY[(index + 1) % FIFTY.length] as string];
          await attempt(node.subscribeAsync(nodeTopic(next, 'config/desired'), { qos: 1 }));
          await node.subscribeAsync(nodeTopic(own, 'config/desired'), { qos: 1 });
          await node.publishAsync(nodeTopic(own, 'presence'), 'here', { qos: 1, retain: true });
        }),
      );
      await vi.waitFor(
        () => expect(atBridge.sort()).toEqual(FIFTY.map((id) => `${nodeTopic(id, 'presence')} here`).sort()),
        soon,
      );
      for (const id of FIFTY)
        await bridge.publishAsync(nodeTopic(id, 'config/desired'), '', { qos: 1, retain: true });
      await vi.waitFor(
        () =>
          expect(inboxes).toEqual(
            FIFTY.map((id) => [
              `${nodeTopic(id, 'config/desired')} kept ${id}`,
              `${nodeTopic(id, 'config/desired')} `,
            ]),
          ),
        soon,
      );
      for (const id of FIFTY)
        await bridge.publishAsync(nodeTopic(id, 'presence'), '', { qos: 1, retain: true });
    });

    it('as the last will of a lost node is heard, and a will on another topic never', async () => {
      const bridge = await suite.clients.server();
      const atBridge = inbox(bridge);
      for (const leaf of leavesOf('up')) await bridge.subscribeAsync(`ntm/v1/node/+/${leaf}`, { qos: 1 });
      const bob = await suite.clients.node(B);
      const atBob = inbox(bob);
      for (const leaf of leavesOf('down')) await bob.subscribeAsync(nodeTopic(B, leaf), { qos: 1 });
      const lose = async (topic: string) => {
        const will = { topic, payload: Buffer.from('lost'), qos: 1 as const, retain: true };
        await suite.clients.node(A, { will }).then(
          (alice) => alice.stream.destroy(),
          () => {},
        );
      };
      for (const topic of [
        nodeTopic(B, 'presence'),
        nodeTopic(B, 'config/desired'),
        nodeTopic(A, 'config/desired'),
        '$SYS/x',
      ])
        await lose(topic);
      await lose(nodeTopic(A, 'presence'));
      await vi.waitFor(() => expect(atBridge).toEqual([`${nodeTopic(A, 'presence')} lost`]), soon);
      await bridge.publishAsync(nodeTopic(B, 'command/request'), 'last', { qos: 1 });
      await vi.waitFor(() => expect(atBob).toEqual([`${nodeTopic(B, 'command/request')} last`]), soon);
      await bridge.publishAsync(nodeTopic(A, 'presence'), '', { retain: true, qos: 1 });
    });

    it('needs a credential, and nobody takes the place of another node', async () => {
      const [alice, bridge] = [await suite.clients.node(A), await suite.clients.server()];
      const atAlice = inbox(alice);
      await alice.subscribeAsync(nodeTopic(A, 'command/request'), { qos: 1 });
      const passwordOf = (id: string, epoch: number) => brokerPassword(suite.keys.brokerSecret, id, epoch);
      const unknown = idOf(9);
      for (const [clientId, username, password] of [
        [A, B, passwordOf(B, 1)],
        [A, A, passwordOf(B, 1)],
        [A, A, passwordOf(A, 2)],
        [A, A, ''],
        [A, suite.broker.server.username, 'wrong'],
        [unknown, unknown, passwordOf(unknown, 1)],
        [B, '#', passwordOf(B, 1)],
        [B, undefined, undefined],
      ] as const) {
        const options = { clientId, ...(username && { username }), ...(password && { password }) };
        expect([clientId, username, await attempt(suite.clients.connect(options))]).toEqual([
          clientId,
          username,
          'refused',
        ]);
      }
      await bridge.publishAsync(nodeTopic(A, 'command/request'), 'for A', { qos: 1 });
      await vi.waitFor(() => expect(atAlice).toHaveLength(1), soon);
      expect(alice.connected).toBe(true);
    });

    it('ends with the credential: raised, taken away, given again', async () => {
      const [alice, bob] = [await suite.clients.node(A), await suite.clients.node(B)];
      const closed = new Promise<void>((resolve) => alice.once('close', () => resolve()));
      suite.epochs.set(A, 2);
      await suite.broker.recheckAll();
      await closed;
      expect(bob.connected).toBe(true);
      const old = { password: brokerPassword(suite.keys.brokerSecret, A, 1) };
      expect([await attempt(suite.clients.node(A)), await attempt(suite.clients.node(A, old))]).toEqual([
        'granted',
        'refused',
      ]);
      const again = await suite.clients.node(A);
      const closedAgain = new Promise<void>((resolve) => again.once('close', () => resolve()));
      suite.epochs.delete(A);
      await suite.broker.recheck(A);
      await closedAgain;
      expect(await attempt(suite.clients.node(A))).toBe('refused');
      suite.epochs.set(A, 1);
      await suite.broker.recheck(A);
      expect(await attempt(suite.clients.node(A))).toBe('granted');
      expect(bob.connected).toBe(true);
    });

    it('is over TLS that proves the realm', async () => {
      const dial = (options: IClientOptions) =>
        connectAsync(`mqtts://127.0.0.1:${suite.broker.tlsPort}`, {
          protocolVersion: 5,
          reconnectPeriod: 0,
          clientId: A,
          username: A,
          password: brokerPassword(suite.keys.brokerSecret, A, 1),
          ...options,
        });
      const ca = suite.keys.brokerTls.authority;
      const client = await dial({ ca, servername: 'broker.ntm.internal' });
      expect(client.connected).toBe(true);
      await client.endAsync(true);
      await expect(dial({ servername: 'broker.ntm.internal' })).rejects.toThrow();
      await expect(dial({ ca, servername: 'broker.other.example' })).rejects.toThrow();
    });
  });
});

import { unsubscribe as listenNoMore, subscribe as listenTo } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concatBytes, formatNodeId, utf8Encode } from '@ntmobile/shared';
import { nodeTopic } from '@ntmobile/shared/fleet';
import { brokerPassword } from '../../../web/src/keys/broker-password.ts';
import { createMissingKeys } from '../../../web/src/keys/create-missing-keys.ts';
import { loadKeys } from '../../../web/src/keys/load-keys.ts';
import { BROKERS } from '../../../web/src/servers/mqtt/testing/broker-under-test.ts';
import { connectPacket, inbox, TestClients } from '../../../web/src/servers/mqtt/testing/test-clients.ts';
import type { HostileTarget } from '../hostile-target.ts';

const [HOSTILE, BYSTANDER] = [1, 2].map((byte) => formatNodeId(new Uint8Array(16).fill(byte))) as [
  string,
  string,
];
const AT_ONCE = 8;
/** Where Node tells of each connection that a server of this process took. */
const ACCEPTED = 'net.server.socket';

function field(text: string): Uint8Array {
  const bytes = utf8Encode(text);
  return Uint8Array.of(bytes.length >> 8, bytes.length & 255, ...bytes);
}

function packet(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...parts);
  return Uint8Array.of(type, body.length, ...body);
}

/** PUBLISH at QoS 0 without properties (MQTT 5 section 3.3). */
const publish = (topic: string, payload: string) =>
  packet(0x30, field(topic), Uint8Array.of(0), utf8Encode(payload));
/** SUBSCRIBE to one filter at QoS 1 (section 3.8). */
const subscribe = (filter: string) => packet(0x82, Uint8Array.of(0, 1, 0), field(filter), Uint8Array.of(1));

/** What a node that has a credential says after its CONNECT, of others mostly; then as a stranger. */
function conversations(password: string): readonly Uint8Array[] {
  const connected = connectPacket(HOSTILE, password);
  return [
    connected,
    concatBytes(connected, subscribe(nodeTopic(BYSTANDER, 'config/desired'))),
    concatBytes(connected, subscribe('#'), publish(nodeTopic(BYSTANDER, 'config/desired'), 'x')),
    concatBytes(connected, publish(nodeTopic(BYSTANDER, 'command/request'), 'x'), Uint8Array.of(0xc0, 0)),
    concatBytes(connectPacket(BYSTANDER, password), publish(nodeTopic(BYSTANDER, 'presence'), '{}')),
    subscribe('$SYS/#'),
    Uint8Array.of(0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00),
  ];
}

/**
 * The bytes of whole connections to the broker inside the coordinator's process. Most keep their port for a minute: many
 * more would leave too few to the tests beside it.
 */
export const brokerBytes: HostileTarget = {
  name: 'servers: connections to the embedded broker',
  inputs: 10_000,
  longest: 70_000,
  async start() {
    const directory = mkdtempSync(join(tmpdir(), 'ntm-hostile-'));
    await createMissingKeys(directory, 'ntm.internal', new Date());
    const keys = await loadKeys(directory);
    const epochs = new Map([HOSTILE, BYSTANDER].map((id) => [id, 1]));
    const broker = await BROKERS[0].start(keys, epochs);
    const clients = new TestClients({ ...broker, brokerSecret: keys.brokerSecret, epochs });
    const bystander = await clients.node(BYSTANDER);
    const delivered = inbox(bystander);
    for (const leaf of ['config/desired', 'command/request'] as const)
      await bystander.subscribeAsync(nodeTopic(BYSTANDER, leaf), { qos: 1 });
    let accepted = 0;
    const count = (message: unknown) => {
      if ((message as { readonly socket: Socket }).socket.localPort === broker.plainPort) accepted += 1;
    };
    listenTo(ACCEPTED, count);
    const underWay = new Set<Promise<unknown>>();
    const converse = async (bytes: Uint8Array) => {
      const socket = connect(broker.plainPort, '127.0.0.1');
      // The broker may let go in the middle.
      socket.on('error', () => {}).resume();
      socket.end(bytes);
      await new Promise((resolve) => socket.once('close', resolve));
    };
    return {
      seeds: conversations(brokerPassword(keys.brokerSecret, HOSTILE, 1)),
      take(bytes) {
        const conversation: Promise<unknown> = converse(bytes).finally(() => underWay.delete(conversation));
        underWay.add(conversation);
        return underWay.size < AT_ONCE ? undefined : Promise.race(underWay).then(() => {});
      },
      settle: async () => void (await Promise.all(underWay)),
      processed: () => accepted,
      held: () => ({ delivered: [...delivered], isConnected: bystander.connected }),
      async serves() {
        const server = await clients.server();
        await server.publishAsync(nodeTopic(BYSTANDER, 'command/request'), 'after', { qos: 1 });
        for (let waited = 0; delivered.length === 0 && waited < 500; waited++)
          await new Promise((resolve) => setTimeout(resolve, 10));
        if (!delivered[0]?.endsWith(' after')) throw new Error('the bystander is given nothing any more');
      },
      async stop() {
        listenNoMore(ACCEPTED, count);
        await clients.end();
        await broker.stop();
        rmSync(directory, { recursive: true });
      },
    };
  },
};

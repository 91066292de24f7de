import { LEAVES, type Leaf, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import type { MqttClient } from 'mqtt';
import { attempt, type TestClients } from './test-clients.ts';

const ALL = Object.keys(LEAVES) as Leaf[];
/** Filters of a packet: far below what a broker takes at once. */
const FILTERS_AT_ONCE = 200;
/** Without another message for this long, none is on its way. */
const SETTLED_MS = 500;
const WIDE = ['#', '+/#', 'ntm/#', 'ntm/v1/node/#', '$SYS/#', '$CONTROL/#', '$share/x/#'];

/** What one node is given and its own messages bring to the servers, counted by cells of node x node x leaf. */
export interface MatrixOutcome {
  /** Cells that were tried: a topic of a node by a node, in one way. */
  readonly tried: { readonly subscribed: number; readonly published: number };
  /** Messages that reached somebody who may have them, by way. */
  readonly delivered: { readonly toNodes: number; readonly toServers: number; readonly retained: number };
  /** Messages that reached anybody else. */
  readonly leaks: readonly string[];
}

/**
 * Every node subscribes to every topic of every node, by name, by wildcard and as a shared subscription, and publishes
 * to every one, plain and retained. Only delivery counts: a subscription may be granted and stay silent.
 */
export async function runTopicMatrix(ids: readonly string[], clients: TestClients): Promise<MatrixOutcome> {
  const [server, nodes] = [await clients.server(), await connectAll(ids, clients)];
  const outcome: Found = { given: [], toServers: 0, retained: 0, leaks: [] };
  for (const [index, node] of nodes.entries()) watchNode(node, ids[index] as string, outcome);
  watchServer(server, outcome);
  for (const leaf of leavesOf('up')) await server.subscribeAsync(`ntm/v1/node/+/${leaf}`, { qos: 1 });

  await Promise.all(nodes.map((node) => subscribeToAll(node, ids)));
  for (const id of ids)
    for (const leaf of leavesOf('down'))
      await server.publishAsync(nodeTopic(id, leaf), `server ${id}`, { qos: 1 });
  await Promise.all(nodes.map((node, index) => publishToAll(node, ids[index] as string, ids)));
  await reached(server, ids, nodes);
  outcome.retained = await retainedBy(ids, clients, outcome);

  const perNode = (forms: number) => ids.length * (ids.length * ALL.length * forms);
  return {
    tried: { subscribed: perNode(3) + ids.length * WIDE.length, published: perNode(2) },
    delivered: {
      toNodes: outcome.given.reduce((sum, { size }) => sum + size, 0),
      toServers: outcome.toServers,
      retained: outcome.retained,
    },
    leaks: outcome.leaks,
  };
}

type Found = { given: Set<string>[]; toServers: number; retained: number; leaks: string[] };

async function connectAll(ids: readonly string[], clients: TestClients): Promise<MqttClient[]> {
  const nodes: MqttClient[] = [];
  for (const id of ids) nodes.push(await clients.node(id));
  return nodes;
}

/** A node may be given what a server said to it, and nothing that a node said. */
function watchNode(node: MqttClient, id: string, found: Found): void {
  // A broker may deliver once for each subscription that matches.
  const given = new Set<string>();
  node.on('message', (topic, payload) => {
    const [by, about] = String(payload).split(' ');
    if (by === 'last') return;
    if (by === 'server' && about === id && topic.startsWith(`ntm/v1/node/${id}/`)) given.add(topic);
    else found.leaks.push(`${id} was given ${topic}: ${payload}`);
  });
  found.given.push(given);
}

/** A server may be given what a node said on an upward leaf of its own. */
function watchServer(server: MqttClient, found: Found): void {
  server.on('message', (topic, payload) => {
    const [by, about] = String(payload).split(' ');
    if (by === 'last') return;
    if (by === 'node' && topic.startsWith(`ntm/v1/node/${about}/`)) found.toServers++;
    else found.leaks.push(`a server was given ${topic}: ${payload}`);
  });
}

async function subscribeToAll(node: MqttClient, ids: readonly string[]): Promise<void> {
  const topics = ids.flatMap((id) => ALL.map((leaf) => nodeTopic(id, leaf)));
  const filters = [
    ...topics,
    ...topics.map((topic) => `$share/x/${topic}`),
    ...ids.flatMap((id) => ALL.map((leaf) => `ntm/+/node/${id}/${leaf}`)),
  ];
  for (let start = 0; start < filters.length; start += FILTERS_AT_ONCE)
    await attempt(node.subscribeAsync(filters.slice(start, start + FILTERS_AT_ONCE), { qos: 1 }));
  for (const filter of WIDE) await attempt(node.subscribeAsync(filter, { qos: 1 }));
}

async function publishToAll(node: MqttClient, id: string, ids: readonly string[]): Promise<void> {
  for (const other of ids)
    for (const retain of [false, true])
      await Promise.all(
        ALL.map((leaf) =>
          attempt(node.publishAsync(nodeTopic(other, leaf), `node ${id}`, { qos: 1, retain })),
        ),
      );
}

/** Resolves when everybody was given a message that was sent last of all. */
async function reached(
  server: MqttClient,
  ids: readonly string[],
  nodes: readonly MqttClient[],
): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const id = ids[index] as string;
    await told(node, () => server.publishAsync(nodeTopic(id, 'command/request'), 'last', { qos: 1 }));
    await told(server, () => node.publishAsync(nodeTopic(id, 'event'), 'last', { qos: 1 }));
  }
}

async function told(client: MqttClient, send: () => Promise<unknown>): Promise<void> {
  const heard = new Promise<void>((resolve) => {
    const listen = (_: string, payload: Buffer) => {
      if (String(payload) !== 'last') return;
      client.removeListener('message', listen);
      resolve();
    };
    client.on('message', listen);
  });
  await send();
  await heard;
}

/** What was retained for whoever comes later, on any topic: only what a server or the node itself may leave there. */
async function retainedBy(ids: readonly string[], clients: TestClients, found: Found): Promise<number> {
  let kept = 0;
  for (const id of ids) {
    const later = await clients.node(id);
    later.on('message', (topic, payload) => found.leaks.push(`${topic} was kept for ${id}: ${payload}`));
    for (const leaf of leavesOf('down')) await later.subscribeAsync(nodeTopic(id, leaf), { qos: 1 });
    await later.endAsync(true);
  }
  const server = await clients.server('server-later');
  server.on('message', (topic, payload, { retain }) => {
    if (!retain) return;
    if (topic.startsWith(`ntm/v1/node/${String(payload).split(' ')[1]}/`)) kept++;
    else found.leaks.push(`${topic} was kept: ${payload}`);
  });
  for (const leaf of leavesOf('up')) await server.subscribeAsync(`ntm/v1/node/+/${leaf}`, { qos: 1 });
  const node = await clients.node(ids[0] as string);
  await told(server, () => node.publishAsync(nodeTopic(ids[0] as string, 'event'), 'last', { qos: 1 }));
  // What is kept comes on its own, beside what is new.
  let before = -1;
  while (before !== kept) {
    before = kept;
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  }
  return kept;
}

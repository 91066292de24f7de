/**
 * The MQTT topic tree, one spelling each: `ntm/v1/node/<node id>/<leaf>`.
 * The node id is also the client id and the subject of access control.
 */

/** How one leaf may be used. `up` is from node to server. */
export interface LeafRules {
  readonly direction: 'up' | 'down';
  readonly qos: 0 | 1;
  /** Whether the broker may keep the last message. */
  readonly retained: boolean;
}

/** All leaves of a node. */
export const LEAVES = {
  'config/desired': { direction: 'down', qos: 1, retained: true },
  'config/reported': { direction: 'up', qos: 1, retained: true },
  'command/request': { direction: 'down', qos: 1, retained: false },
  'command/response': { direction: 'up', qos: 1, retained: false },
  telemetry: { direction: 'up', qos: 1, retained: false },
  'telemetry/ack': { direction: 'down', qos: 0, retained: false },
  'telemetry/rate': { direction: 'down', qos: 0, retained: false },
  event: { direction: 'up', qos: 1, retained: false },
  'event/ack': { direction: 'down', qos: 0, retained: false },
  presence: { direction: 'up', qos: 1, retained: true },
} as const satisfies Record<string, LeafRules>;

export type Leaf = keyof typeof LEAVES;

/** A topic taken apart. */
export interface NodeTopic {
  /** Text form of the node id. */
  readonly node: string;
  readonly leaf: Leaf;
}

const ROOT = 'ntm/v1/node/';
/** 26 characters of base32 whose last one carries three bits only (16 bytes). */
export const NODE_ID_PATTERN = /^[a-z2-7]{25}[aeimquy4]$/;

/** Topic of one leaf of one node. */
export function nodeTopic(node: string, leaf: Leaf): string {
  return `${ROOT}${node}/${leaf}`;
}

/** The inverse of `nodeTopic`; undefined for every other string. */
export function parseTopic(topic: string): NodeTopic | undefined {
  if (!topic.startsWith(ROOT)) return undefined;
  const slash = topic.indexOf('/', ROOT.length);
  if (slash < 0) return undefined;
  const node = topic.slice(ROOT.length, slash);
  const leaf = topic.slice(slash + 1);
  if (!NODE_ID_PATTERN.test(node) || !Object.hasOwn(LEAVES, leaf)) return undefined;
  return { node, leaf: leaf as Leaf };
}

/** Filter by which the server receives one upward leaf of every node. */
export function everyNodeFilter(leaf: Leaf): string {
  return `${ROOT}+/${leaf}`;
}

/** All leaves of one direction. */
export function leavesOf(direction: LeafRules['direction']): Leaf[] {
  return (Object.keys(LEAVES) as Leaf[]).filter((leaf) => LEAVES[leaf].direction === direction);
}

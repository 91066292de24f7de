import { LEAVES, MAX_PAYLOAD_BYTES, NODE_ID_PATTERN, parseTopic } from '@ntmobile/shared/fleet';
import { SERVER_USER } from '../../keys/broker-password.ts';

/** Who is connected, as proven by its credential. */
export type Principal = { readonly kind: 'node'; readonly node: string } | { readonly kind: 'server' };

/** The part of a message that access depends on. */
export interface Message {
  readonly topic: string;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly payload: string | Uint8Array;
}

const SERVER_CLIENT_ID = /^server-[A-Za-z0-9-]{1,64}$/;
const MAX_WILL_BYTES = 1_024;

/** Who a client says it is, before its password is looked at; undefined where no such client may exist. */
export function claimedPrincipal(clientId: string, username: string | undefined): Principal | undefined {
  if (username === SERVER_USER) return SERVER_CLIENT_ID.test(clientId) ? { kind: 'server' } : undefined;
  // The client id is bound to the credential: under another's id a node would take that one's place and queue.
  if (username !== clientId || !NODE_ID_PATTERN.test(clientId)) return undefined;
  return { kind: 'node', node: clientId };
}

/** Whether the message may be published; everything that is not listed is denied. */
export function mayPublish(principal: Principal, message: Message): boolean {
  const topic = parseTopic(message.topic);
  if (topic === undefined || (message.qos ?? 0) > 1 || byteLength(message.payload) > MAX_PAYLOAD_BYTES)
    return false;
  const rules = LEAVES[topic.leaf];
  if (message.retain && !rules.retained) return false;
  // What a deleted node left retained is cleared by the server with an empty message.
  if (principal.kind === 'server') return rules.direction === 'down' || byteLength(message.payload) === 0;
  return rules.direction === 'up' && topic.node === principal.node;
}

/** Whether a client may leave this message behind as its last will. */
export function mayLeaveWill(principal: Principal, will: Message): boolean {
  if (principal.kind === 'server' || byteLength(will.payload) > MAX_WILL_BYTES) return false;
  return parseTopic(will.topic)?.leaf === 'presence' && mayPublish(principal, will);
}

/** Whether a filter may be subscribed to. Nodes name single topics of their own; only servers use `+`. */
export function maySubscribe(principal: Principal, filter: string): boolean {
  if (principal.kind === 'node') return mayReceive(principal, filter);
  const [, , , id, ...leaf] = filter.split('/');
  return id === '+' && serverReads(filter.replace('/+/', `/${ANY_NODE}/`)) && leaf.length > 0;
}

/** Whether a message may be delivered: the second lock, for subscriptions restored from an older session. */
export function mayReceive(principal: Principal, topicText: string): boolean {
  if (principal.kind === 'server') return serverReads(topicText);
  const topic = parseTopic(topicText);
  return topic !== undefined && topic.node === principal.node && LEAVES[topic.leaf].direction === 'down';
}

const ANY_NODE = 'a'.repeat(26);

function serverReads(topicText: string): boolean {
  const topic = parseTopic(topicText);
  return topic !== undefined && LEAVES[topic.leaf].direction === 'up';
}

function byteLength(payload: string | Uint8Array): number {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
}

import type { Endpoint, InitiatorHandshake, Tai64n, TransportSession } from '@ntmobile/shared';

/** One session with a node: keys, counters and replay window in `transport`. */
export interface NodeSession {
  readonly localIndex: number;
  readonly role: 'initiator' | 'responder';
  /** When message 2 was sent or came. */
  readonly establishedAt: number;
  readonly transport: TransportSession;
  /** Source of the authentic packet with the highest counter; before the first, where the handshake was sent to. */
  endpoint: Endpoint;
}

/** A message 1 of ours that waits for its message 2. */
export interface OutgoingHandshake {
  readonly handshake: InitiatorHandshake;
  readonly message: Uint8Array;
  readonly endpoint: Endpoint;
  /** When the first message 1 of this series went out. */
  readonly startedAt: number;
  readonly repeats: number;
}

/** A frame that waits for a session. */
export interface QueuedFrame {
  readonly frame: Uint8Array;
  readonly at: number;
}

/** What is kept between the coordinator and one node. */
export interface NodeLink {
  readonly nodeId: string;
  readonly staticKey: Uint8Array;
  /** In use: confirmed last. */
  current?: NodeSession | undefined;
  /** The one before, still received in. */
  previous?: NodeSession | undefined;
  /** Answered by us; used once the node's first packet is in. */
  unconfirmed?: NodeSession | undefined;
  outgoing?: OutgoingHandshake | undefined;
  queue: readonly QueuedFrame[];
  /** Of the last message 1 to this node. */
  sentStamp?: Tai64n | undefined;
  /** When a message 1 of this node was last accepted. */
  acceptedAt?: number | undefined;
  /** Given by the node in a message 3. */
  cookie?: { readonly value: Uint8Array; readonly until: number } | undefined;
}

import { type Endpoint, formatEndpoint, packFrames } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import type { LinkTable } from './link-table.ts';
import type { NodeLink, NodeSession } from './node-link.ts';
import type { OutgoingHandshakes } from './outgoing-handshakes.ts';
import { usableSession } from './usable-session.ts';

interface Parcel {
  frames: Uint8Array[];
  /** Where the packet that is being answered came from. */
  replyTo?: Endpoint | undefined;
  /** A packet goes out even without frames. */
  confirming: boolean;
}

/** What the outbox needs to reach a node without a session. */
export interface OutboxRoutes {
  readonly links: LinkTable;
  readonly handshakes: OutgoingHandshakes;
  /** The endpoint that the node last proved, while it has a lease. */
  readonly provenEndpoint: (nodeId: string) => Endpoint | undefined;
}

/**
 * Frames to nodes. What is put in while one input is handled leaves together, in as few packets as possible; for a
 * node without a usable session it waits while the coordinator initiates one.
 */
export class Outbox {
  readonly #services: DcServices;
  readonly #routes: OutboxRoutes;
  readonly #parcels = new Map<string, Parcel>();

  constructor(services: DcServices, routes: OutboxRoutes) {
    this.#services = services;
    this.#routes = routes;
  }

  put(nodeId: string, frame: Uint8Array): void {
    this.#parcel(nodeId).frames.push(frame);
  }

  /** Whatever leaves for this node in this input goes where its request came from. */
  answerTo(nodeId: string, source: Endpoint): void {
    this.#parcel(nodeId).replyTo = source;
  }

  /** Sends a frame at once in the session at hand, if there is one; the node need not be admitted any more. */
  sendLast(nodeId: string, frame: Uint8Array, now: number): void {
    const link = this.#routes.links.find(nodeId);
    if (link === undefined) return;
    const session = usableSession(link, now);
    if (session !== undefined) this.#send(link, session, { frames: [frame], confirming: false }, now);
  }

  /** Sends what waited for the session that has come into use; as its initiator a packet in any case. */
  sessionInUse(link: NodeLink, now: number): void {
    const parcel = this.#parcel(link.nodeId);
    const fresh = link.queue.filter(({ at }) => now - at <= TIMING.queuedFrameLife);
    this.#services.counters.add('droppedQueueOld', link.queue.length - fresh.length);
    parcel.frames.unshift(...fresh.map(({ frame }) => frame));
    parcel.confirming = link.current?.role === 'initiator';
    link.queue = [];
  }

  /** Ends an input: everything leaves. */
  flush(now: number): void {
    for (const [nodeId, parcel] of this.#parcels) this.#dispatch(nodeId, parcel, now);
    this.#parcels.clear();
  }

  #parcel(nodeId: string): Parcel {
    const known = this.#parcels.get(nodeId);
    if (known !== undefined) return known;
    const parcel: Parcel = { frames: [], confirming: false };
    this.#parcels.set(nodeId, parcel);
    return parcel;
  }

  #dispatch(nodeId: string, parcel: Parcel, now: number): void {
    if (parcel.frames.length === 0 && !parcel.confirming) return;
    const profile = this.#services.directory.byId(nodeId);
    if (profile?.standing !== 'admitted') return;
    const link = this.#routes.links.obtain(nodeId, profile.staticKey);
    const session = usableSession(link, now);
    if (session === undefined) this.#queue(link, parcel.frames, now);
    else this.#send(link, session, parcel, now);
  }

  #send(link: NodeLink, session: NodeSession, { frames, replyTo }: Parcel, now: number): void {
    const { outputs, counters } = this.#services;
    const destination = formatEndpoint(replyTo ?? session.endpoint);
    for (const packet of frames.length === 0 ? [new Uint8Array()] : packFrames(frames)) {
      const datagram = session.transport.seal(packet);
      if (datagram === undefined) return;
      counters.add('packetsSent');
      outputs.emit({ kind: 'sendPacket', destination, datagram });
    }
    const old = now - session.establishedAt >= TIMING.rekeyAfter || session.transport.needsRekey;
    if (session.role === 'initiator' && old) this.#initiate(link, session.endpoint, now);
  }

  #queue(link: NodeLink, frames: readonly Uint8Array[], now: number): void {
    const endpoint = this.#routes.provenEndpoint(link.nodeId);
    if (endpoint === undefined) {
      this.#services.counters.add('droppedUnreachable', frames.length);
      return;
    }
    // A repeat of a request is the very same bytes: it need not wait twice.
    const waiting = new Set(link.queue.map(({ frame }) => frame));
    const added = frames.filter((frame) => !waiting.has(frame)).map((frame) => ({ frame, at: now }));
    const queue = [...link.queue, ...added];
    this.#services.counters.add('droppedQueueFull', Math.max(0, queue.length - TIMING.queuedFrames));
    link.queue = queue.slice(-TIMING.queuedFrames);
    this.#initiate(link, endpoint, now);
  }

  #initiate(link: NodeLink, endpoint: Endpoint, now: number): void {
    this.#routes.handshakes.begin(link, endpoint, now);
  }
}

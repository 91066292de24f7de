import {
  consumeCookieReply,
  consumeResponse,
  createInitiation,
  deriveTransportKeys,
  type Endpoint,
  formatEndpoint,
  macKeysOf,
  receiverIndexOf,
  TransportSession,
  tai64nAfter,
  withMac2,
} from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { armTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import type { InitiationGuard } from './initiation-guard.ts';
import type { LinkTable } from './link-table.ts';
import type { NodeLink } from './node-link.ts';
import { usableSession } from './usable-session.ts';

/**
 * Handshakes that the coordinator begins. Each repeat is a new message 1, so that a node that refuses stamps which it
 * has seen answers it; the message 2 of the newest counts.
 */
export class OutgoingHandshakes {
  readonly #services: DcServices;
  readonly #links: LinkTable;
  readonly #guard: InitiationGuard;
  readonly #established: (link: NodeLink, now: number) => void;

  /** `established` follows each message 2: the session is in use and the node waits for a packet. */
  constructor(
    services: DcServices,
    parts: {
      readonly links: LinkTable;
      readonly guard: InitiationGuard;
      readonly established: (link: NodeLink, now: number) => void;
    },
  ) {
    this.#services = services;
    this.#links = parts.links;
    this.#guard = parts.guard;
    this.#established = parts.established;
  }

  /** Message 1 to a node at an endpoint that it has proven; does nothing while one is under way. */
  begin(link: NodeLink, endpoint: Endpoint, now: number): void {
    if (link.outgoing === undefined) this.#try(link, { endpoint, startedAt: now, repeats: 0 }, now);
  }

  /** The `handshake` timer of a node. */
  due(nodeId: string, now: number): void {
    const link = this.#links.find(nodeId);
    const outgoing = link?.outgoing;
    if (link === undefined || outgoing === undefined) return;
    const { endpoint, startedAt, repeats } = outgoing;
    const current = usableSession(link, now);
    const replaced = current !== undefined && current.establishedAt >= startedAt;
    this.#links.endHandshake(link);
    if (replaced) return;
    if (repeats < TIMING.handshakeRepeats.length) {
      this.#try(link, { endpoint, startedAt, repeats: repeats + 1 }, now);
      return;
    }
    this.#services.counters.add('handshakesUnanswered');
    this.#services.counters.add('droppedQueueOld', link.queue.length);
    link.queue = [];
  }

  /** A datagram with type and length of a message 2. */
  responseReceived(message: Uint8Array, now: number): void {
    const { counters, primitives } = this.#services;
    if (!this.#guard.hasMac1(message)) return;
    const link = this.#waitingLink(message);
    const outgoing = link?.outgoing;
    if (link === undefined || outgoing === undefined) {
      counters.add('droppedUnknownIndex');
      return;
    }
    const finished = consumeResponse(primitives, outgoing.handshake, message);
    if (finished === undefined) {
      counters.add('droppedBadHandshake');
      return;
    }
    const { localIndex, remoteIndex } = finished;
    const keys = deriveTransportKeys(primitives, finished);
    const transport = new TransportSession(primitives, { keys, remoteIndex });
    this.#links.endHandshake(link, true);
    // Message 1 came through to this endpoint, so the confirming packet will; message 2 moves nothing.
    const { endpoint } = outgoing;
    this.#links.use(link, { localIndex, role: 'initiator', establishedAt: now, transport, endpoint });
    counters.add('handshakesInitiated');
    this.#established(link, now);
  }

  /** A datagram with type and length of a message 3: the next message 1 carries its cookie. */
  cookieReceived(reply: Uint8Array, now: number): void {
    const { counters, primitives } = this.#services;
    const link = this.#waitingLink(reply);
    if (link?.outgoing === undefined) {
      counters.add('droppedUnknownIndex');
      return;
    }
    const { cookieKey } = macKeysOf(primitives, link.staticKey);
    const value = consumeCookieReply(primitives, { cookieKey, sent: link.outgoing.message, reply });
    if (value === undefined) counters.add('droppedNotAuthentic');
    else link.cookie = { value, until: now + TIMING.cookieLife };
  }

  #waitingLink(message: Uint8Array): NodeLink | undefined {
    const index = receiverIndexOf(message);
    const link = this.#links.findByIndex(index);
    return link?.outgoing?.handshake.localIndex === index ? link : undefined;
  }

  #try(
    link: NodeLink,
    series: { readonly endpoint: Endpoint; readonly startedAt: number; readonly repeats: number },
    now: number,
  ): void {
    const { primitives, randomBytes, keys, clock, deadlines, counters, outputs } = this.#services;
    link.sentStamp = tai64nAfter(clock.at(now), link.sentStamp);
    const created = createInitiation(primitives, {
      local: keys,
      remotePublicKey: link.staticKey,
      ephemeralPrivateKey: randomBytes(32),
      localIndex: this.#links.drawIndex(link),
      timestamp: link.sentStamp,
    });
    // A key of small order cannot have shaken hands with us before.
    if (created === undefined) throw new Error(`the static key of node ${link.nodeId} is not usable`);
    const { cookie } = link;
    const message =
      cookie === undefined || cookie.until <= now
        ? created.message
        : withMac2(primitives, created.message, cookie.value);
    link.outgoing = { ...series, handshake: created.handshake, message };
    const next = TIMING.handshakeRepeats[series.repeats] ?? TIMING.handshakeGivenUpAfter;
    armTimer(deadlines, { kind: 'handshake', nodeId: link.nodeId }, series.startedAt + next);
    counters.add('packetsSent');
    outputs.emit({
      kind: 'sendPacket',
      destination: formatEndpoint(series.endpoint),
      datagram: message,
    });
  }
}

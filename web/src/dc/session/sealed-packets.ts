import {
  type DecodedFrames,
  DecodeError,
  decodeFrames,
  type Endpoint,
  type OpenedTransport,
  receiverIndexOf,
} from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import type { LinkTable } from './link-table.ts';
import type { NodeLink, NodeSession } from './node-link.ts';

/** The frames of one authentic packet. */
export interface SealedFrames {
  readonly decoded: DecodedFrames;
  readonly source: Endpoint;
  /** Came in the session in use. One of the session before may have been held back, and be older than it seems. */
  readonly isOfSessionInUse: boolean;
}

/** What sealed packets bring. */
export interface SealedPacketEvents {
  /** The node's first packet of a session that it began. */
  confirmed(link: NodeLink, now: number): void;
  /** The newest packet of the session in use came from here. */
  heardFrom(nodeId: string, source: Endpoint, now: number): void;
  /** A session of ours is nearly too old to be heard in. */
  rekeyDue(link: NodeLink, session: NodeSession, now: number): void;
  framesReceived(nodeId: string, frames: SealedFrames, now: number): void;
}

/** Opens packets of sessions with nodes: authenticity and replay first, then confirmation, endpoint, frames. */
export class SealedPackets {
  readonly #services: DcServices;
  readonly #links: LinkTable;
  readonly #events: SealedPacketEvents;

  constructor(services: DcServices, links: LinkTable, events: SealedPacketEvents) {
    this.#services = services;
    this.#links = links;
    this.#events = events;
  }

  /** A datagram with type and length of a transport packet. */
  received(packet: Uint8Array, source: Endpoint, now: number): void {
    const { counters } = this.#services;
    const index = receiverIndexOf(packet);
    const link = this.#links.findByIndex(index);
    const session = link && this.#links.session(link, index);
    if (link === undefined || session === undefined) {
      counters.add('droppedUnknownIndex');
      return;
    }
    if (now - session.establishedAt >= TIMING.rejectAfter) {
      counters.add('droppedExpiredSession');
      return;
    }
    if (session.transport.isReplay(packet)) {
      counters.add('droppedReplayed');
      return;
    }
    const opened = session.transport.open(packet);
    if (opened === undefined) {
      counters.add('droppedNotAuthentic');
      return;
    }
    this.#follow(link, session, { opened, source }, now);
  }

  #follow(
    link: NodeLink,
    session: NodeSession,
    { opened, source }: { opened: OpenedTransport & { readonly isNewest: boolean }; source: Endpoint },
    now: number,
  ): void {
    if (opened.isNewest) session.endpoint = source;
    if (link.unconfirmed === session) {
      this.#links.use(link, session);
      this.#events.confirmed(link, now);
    }
    if (opened.isNewest && link.current === session) this.#events.heardFrom(link.nodeId, source, now);
    if (session.role === 'initiator' && now - session.establishedAt >= TIMING.rekeyOnReceiveAfter)
      this.#events.rekeyDue(link, session, now);
    const decoded = attemptDecode(opened.payload);
    if (decoded === undefined) this.#services.counters.add('droppedMalformed');
    else
      this.#events.framesReceived(
        link.nodeId,
        { decoded, source, isOfSessionInUse: link.current === session },
        now,
      );
    // A registration that somebody held back must not make a lease of where it was let go.
    if (!opened.isNewest && link.current === session)
      this.#events.heardFrom(link.nodeId, session.endpoint, now);
  }
}

function attemptDecode(payload: Uint8Array): DecodedFrames | undefined {
  try {
    return decodeFrames(payload);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

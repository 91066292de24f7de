import type { DataPlaneInput, NodeOutput } from '@ntmobile/node-core';
import { receiverIndexOf, TransportSession, utf8Decode, utf8Encode } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';

type Output<Kind extends NodeOutput['kind']> = Extract<NodeOutput, { kind: Kind }>;
type Event = Extract<
  DataPlaneInput,
  { kind: 'controlReceived' | 'missed' | 'sessionConfirmed' | 'timerDue' | 'sealedReceived' }
>;

interface Session {
  readonly peer: number;
  readonly localIndex: number;
  readonly role: 'initiator' | 'responder';
  readonly establishedAt: number;
  readonly transport: TransportSession;
  sends: boolean;
  endpoint: string | undefined;
  rekeyRaised: boolean;
}

interface Waiting {
  readonly destination: string;
  readonly text: string;
  readonly until: number;
}

/** An inner packet that the plane answered with ICMP unreachable. */
export interface Unreachable {
  readonly destination: string;
  readonly reason: 'hostUnreachable' | 'prohibited' | 'expired';
  readonly at: number;
}

/** What the plane needs of its machine. */
export interface PlaneSurroundings {
  now(): number;
  /** Each event is an input of the node. */
  raise(event: Event): void;
  send(destination: string, datagram: Uint8Array): void;
}

const WAITING_LIMIT = 32;
const WAITING_MS = 2000;
const REKEY_MS = 120_000;
const REJECT_MS = 180_000;
const KEEPALIVE_MS = 10_000;
const UNANSWERED_MS = 15_000;

/**
 * The data plane as far as the node core can tell, for inner packets that are texts: sessions with real seals and
 * replay windows, the queue of first packets, refusals, and WireGuard's packet-driven timers.
 */
export class SimPlane {
  readonly delivered: { readonly text: string; readonly at: number }[] = [];
  readonly unreachable: Unreachable[] = [];
  /** When each inner packet was sealed and sent. */
  readonly dataSent: { readonly text: string; readonly at: number }[] = [];
  readonly #surroundings: PlaneSurroundings;
  readonly #sessions = new Map<number, Session>();
  readonly #peers = new Map<number, Output<'setPeer'>>();
  readonly #owned = new Set<number>();
  readonly #refused = new Map<
    string,
    { readonly reason: 'hostUnreachable' | 'prohibited'; readonly until: number }
  >();
  readonly #keepAliveAt = new Map<number, number>();
  readonly #unansweredAt = new Map<number, number>();
  #waiting: Waiting[] = [];

  constructor(surroundings: PlaneSurroundings) {
    this.#surroundings = surroundings;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** An application sends to an inner address. */
  sendData(destination: string, text: string): void {
    const now = this.#surroundings.now();
    const refusal = this.#refused.get(destination);
    if (refusal !== undefined && refusal.until > now) {
      this.unreachable.push({ destination, reason: refusal.reason, at: now });
      return;
    }
    const session = this.#sendingSession(destination);
    if (session !== undefined) this.#sealData(session, text);
    else if (this.#waiting.length < WAITING_LIMIT) {
      const first = !this.#waiting.some((one) => one.destination === destination);
      this.#waiting.push({ destination, text, until: now + WAITING_MS });
      if (first) this.#surroundings.raise({ kind: 'missed', destination });
    } else this.unreachable.push({ destination, reason: 'expired', at: now });
  }

  /** A type 4 packet. */
  receive(source: string, packet: Uint8Array): void {
    const localIndex = receiverIndexOf(packet);
    if (this.#owned.has(localIndex)) {
      const counter = new DataView(packet.buffer, packet.byteOffset).getBigUint64(8, true);
      this.#surroundings.raise({ kind: 'sealedReceived', socket: 4, source, localIndex, counter, packet });
      return;
    }
    const session = this.#sessions.get(localIndex);
    const opened = session?.transport.open(packet);
    if (session === undefined || opened === undefined) return;
    this.#unansweredAt.delete(session.peer);
    if (!session.sends) this.#confirm(session, source);
    const [first] = opened.payload;
    if (first === undefined) return;
    if (first >> 4 === 1) {
      const { peer } = session;
      const { payload, counter } = opened;
      this.#surroundings.raise({ kind: 'controlReceived', peer, localIndex, source, counter, payload });
      return;
    }
    this.#deliver(session, opened.payload);
  }

  /** When something is due; undefined: nothing. */
  deadline(): number | undefined {
    const times = [
      ...this.#waiting.map(({ until }) => until),
      ...[...this.#sessions.values()].map(({ establishedAt }) => establishedAt + REJECT_MS),
      ...this.#keepAliveAt.values(),
      ...this.#unansweredAt.values(),
    ];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  timeReached(): void {
    const now = this.#surroundings.now();
    for (const { destination, until } of this.#waiting)
      if (until <= now) this.unreachable.push({ destination, reason: 'expired', at: now });
    this.#waiting = this.#waiting.filter(({ until }) => until > now);
    for (const session of [...this.#sessions.values()])
      if (session.establishedAt + REJECT_MS <= now) this.#expire(session);
    this.#raiseDue(this.#keepAliveAt, 'receivedUnanswered');
    this.#raiseDue(this.#unansweredAt, 'sentUnanswered');
  }

  /** Does what the node asks of its data plane; what is no business of a plane is left. */
  execute(output: NodeOutput): void {
    switch (output.kind) {
      case 'setPeer':
        this.#peers.set(output.peer, output);
        return;
      case 'removePeer':
        this.#peers.delete(output.peer);
        return;
      case 'installSession':
        this.#install(output);
        return;
      case 'removeSession':
        this.#sessions.delete(output.localIndex);
        return;
      case 'sealControl': {
        const session = this.#sessions.get(output.localIndex);
        if (session !== undefined) this.#seal(session, output.payload);
        return;
      }
      case 'ownIndex':
        this.#owned.add(output.localIndex);
        return;
      case 'releaseIndex':
        this.#owned.delete(output.localIndex);
        return;
      case 'refuse':
        this.#refuse(output);
        return;
      default:
        return;
    }
  }

  #install(output: Output<'installSession'>): void {
    const { peer, localIndex, role, establishedAt, remoteIndex, endpoint } = output;
    const transport = new TransportSession(nodePrimitives, { keys: output, remoteIndex });
    const sends = role === 'initiator';
    const session = { peer, localIndex, role, establishedAt, transport, sends, endpoint, rekeyRaised: false };
    this.#sessions.set(localIndex, session);
    if (sends) this.#flush();
  }

  #confirm(session: Session, source: string): void {
    session.sends = true;
    session.endpoint = source;
    // Confirmed last: the session that is sent in.
    this.#sessions.delete(session.localIndex);
    this.#sessions.set(session.localIndex, session);
    const { peer, localIndex } = session;
    this.#surroundings.raise({ kind: 'sessionConfirmed', peer, localIndex, socket: 4, source });
    this.#flush();
  }

  #deliver({ peer }: Session, payload: Uint8Array): void {
    const now = this.#surroundings.now();
    if (!this.#keepAliveAt.has(peer)) this.#keepAliveAt.set(peer, now + KEEPALIVE_MS);
    const end = payload.indexOf(0);
    const text = utf8Decode(payload.subarray(1, end < 0 ? undefined : end));
    this.delivered.push({ text, at: now });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      const session = this.#sendingSession(one.destination);
      if (session === undefined) this.#waiting.push(one);
      else this.#sealData(session, one.text);
    }
  }

  #sendingSession(destination: string): Session | undefined {
    const route = [...this.#peers.values()].find(({ prefixes }) =>
      prefixes.some((prefix) => prefix.replace(/\/.*/, '') === destination),
    );
    const now = this.#surroundings.now();
    return [...this.#sessions.values()].findLast(
      ({ peer, sends, establishedAt }) => peer === route?.peer && sends && now < establishedAt + REJECT_MS,
    );
  }

  /** Inner packets begin with an IPv4 header's first byte. */
  #sealData(session: Session, text: string): void {
    const now = this.#surroundings.now();
    this.dataSent.push({ text, at: now });
    this.#seal(session, Uint8Array.of(0x45, ...utf8Encode(text)));
    if (!this.#unansweredAt.has(session.peer)) this.#unansweredAt.set(session.peer, now + UNANSWERED_MS);
    if (session.role !== 'initiator' || session.rekeyRaised || now - session.establishedAt < REKEY_MS) return;
    session.rekeyRaised = true;
    const { peer, localIndex } = session;
    this.#surroundings.raise({ kind: 'timerDue', peer, localIndex, cause: 'sentAfterRekey' });
  }

  #seal(session: Session, payload: Uint8Array): void {
    const datagram = session.transport.seal(payload);
    this.#keepAliveAt.delete(session.peer);
    if (datagram !== undefined && session.endpoint !== undefined)
      this.#surroundings.send(session.endpoint, datagram);
  }

  #expire({ peer, localIndex }: Session): void {
    this.#surroundings.raise({ kind: 'timerDue', peer, localIndex, cause: 'expired' });
    this.#sessions.delete(localIndex);
  }

  #raiseDue(due: Map<number, number>, cause: 'receivedUnanswered' | 'sentUnanswered'): void {
    const now = this.#surroundings.now();
    for (const [peer, at] of [...due]) {
      if (at > now) continue;
      due.delete(peer);
      const session = [...this.#sessions.values()].findLast((one) => one.peer === peer && one.sends);
      if (session === undefined) continue;
      const { localIndex } = session;
      this.#surroundings.raise({ kind: 'timerDue', peer, localIndex, cause });
    }
  }

  #refuse({ destination, reason, forMs }: Output<'refuse'>): void {
    const now = this.#surroundings.now();
    this.#refused.set(destination, { reason, until: now + forMs });
    for (const waiting of this.#waiting)
      if (waiting.destination === destination) this.unreachable.push({ destination, reason, at: now });
    this.#waiting = this.#waiting.filter((waiting) => waiting.destination !== destination);
  }
}

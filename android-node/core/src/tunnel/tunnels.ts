import {
  bytesEqual,
  type Endpoint,
  formatIpAddress,
  formatNodeId,
  formatPrefix,
  hostPrefix,
  type IpAddress,
  parseEndpoint,
  type RouteDirection,
  type RouteWithdrawal,
  type TunnelEvent,
  type TunnelReport,
} from '@ntmobile/shared';
import type { OpenedInitiation } from '../handshake/incoming-handshake.ts';
import type { NodeInput } from '../inputs.ts';
import { orderCandidates } from '../route/order-candidates.ts';
import type { RouteFacts } from '../route/route-facts.ts';
import { selectRoute } from '../route/select-route.ts';
import type { NodeServices } from '../services.ts';
import { acceptDirection, type DirectionTrust, type DirectionVerdict } from './accept-direction.ts';
import { ControlChannel } from './control-channel.ts';
import { EarlyInitiations } from './early-initiations.ts';
import { SMALLEST_PATH_MTU } from './mtu-search.ts';
import { newTunnelEntry, type TunnelEntry, type TunnelLink } from './tunnel-entry.ts';
import { TunnelHandshakes } from './tunnel-handshakes.ts';
import { tunnelStatus, whyOf } from './tunnel-status.ts';
import { TunnelTable } from './tunnel-table.ts';

const FORGOTTEN_MS = 24 * 3_600_000;
/** A new packet starts the set-up again at most once in this time. */
const NO_PATH_REFUSAL_MS = 5_000;
const PROHIBITED_MS = 60_000;

type Event<Kind extends NodeInput['kind']> = Extract<NodeInput, { kind: Kind }>;

/** What tunnels need of the rest of the node. */
export interface TunnelSurroundings {
  /** What a RouteDirection is judged by; undefined while the node is not enrolled. */
  readonly trust: () => DirectionTrust | undefined;
  readonly innerMtu: () => number;
  /** Sends a DirectionRequest for this address. */
  readonly askDirection: (address: IpAddress, now: number) => void;
  readonly report: (report: Omit<TunnelReport, 'kind' | 'transaction'>, now: number) => void;
}

/** The tunnels to other nodes: set-up, renewal, end. */
export class Tunnels {
  readonly table = new TunnelTable();
  readonly #services: NodeServices;
  readonly #surroundings: TunnelSurroundings;
  readonly #handshakes: TunnelHandshakes;
  readonly #control: ControlChannel;
  readonly #early: EarlyInitiations;

  constructor(services: NodeServices, surroundings: TunnelSurroundings) {
    this.#services = services;
    this.#surroundings = surroundings;
    this.#early = new EarlyInitiations(services.timers);
    this.#handshakes = new TunnelHandshakes(services, {
      initiated: (entry, localIndex, endpoint, now) => this.#initiated(entry, localIndex, endpoint, now),
      gaveUp: (entry, now) => this.#gaveUp(entry, now),
    });
    this.#control = new ControlChannel(services, surroundings.innerMtu, {
      greeted: (entry, now) => this.#greeted(entry, now),
      pathMismatched: (entry, now) =>
        this.#close(entry, 'the peer is on another path than the coordinator named', now),
    });
  }

  /** The coordinator directs us to a node. */
  routeDirected(frame: RouteDirection, now: number): DirectionVerdict {
    const trust = this.#surroundings.trust();
    if (trust === undefined) return { kind: 'refused', reason: 'notRegistered' };
    const verdict = acceptDirection(frame, trust, this.#services, now);
    if (verdict.kind === 'accepted') this.#takeOver(verdict, now);
    return verdict;
  }

  /** The coordinator ends a tunnel or an attempt. */
  routeWithdrawn(frame: RouteWithdrawal, now: number): void {
    const { target, reason } = frame;
    const entry =
      target.kind === 'path'
        ? this.table.findByPathId(target.pathId)
        : this.table.findByNodeId(formatNodeId(target.nodeId));
    if (entry === undefined) return;
    if (reason !== 'offline') {
      this.#forget(entry, 'prohibited', `withdrawn by the coordinator: ${reason}`, now);
      return;
    }
    if (entry.sessions.current !== undefined) return;
    this.#handshakes.end(entry);
    this.#setLink(entry, { kind: 'noPath', since: now, why: 'the peer is offline' });
    this.#refuse(entry, 'hostUnreachable', NO_PATH_REFUSAL_MS);
  }

  /** A packet to this node found no session: its last endpoint is tried while the coordinator is asked. */
  missed(entry: TunnelEntry, address: IpAddress, now: number): void {
    if (this.#handshakes.isTrying(entry)) return;
    this.#surroundings.askDirection(address, now);
    if (entry.endpoint === undefined) return;
    this.#setLink(entry, { kind: 'connecting', since: now });
    this.#handshakes.begin(entry, [entry.endpoint], now);
  }

  /** True when this message 1 is a copy of an answered one: it gets the same message 2. */
  answeredAgain(event: Event<'handshakeReceived'>): boolean {
    const response = this.#handshakes.answered.find(event.message);
    if (response === undefined) return false;
    this.#services.outputs.count('handshakeRepeated');
    const { socket, source: destination } = event;
    this.#services.outputs.emit({ kind: 'sendDatagram', socket, destination, datagram: response });
    return true;
  }

  initiationReceived(opened: OpenedInitiation, event: Event<'handshakeReceived'>, now: number): void {
    const from = { socket: event.socket, source: event.source };
    const entry = this.table.findByKey(opened.staticKey);
    if (entry !== undefined) this.#handshakes.answer(entry, opened, [from], now);
    else if (this.#services.stamps.isNew(opened.staticKey, opened.stamp)) this.#early.keep(opened, from, now);
    else this.#services.outputs.count('handshakeReplayed');
  }

  answerReceived(peer: number, event: Event<'handshakeReceived'>, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#handshakes.answerReceived(entry, event, now);
  }

  controlReceived(event: Event<'controlReceived'>, now: number): void {
    const entry = this.table.find(event.peer);
    if (entry?.sessions.find(event.localIndex) === undefined) {
      this.#services.outputs.count('controlUnexpected');
      return;
    }
    this.#control.received(entry, event, now);
  }

  sessionConfirmed(event: Event<'sessionConfirmed'>, now: number): void {
    const entry = this.table.find(event.peer);
    if (entry === undefined || !entry.sessions.confirm(event.localIndex)) return;
    this.#handshakes.end(entry);
    this.#established(entry, parseEndpoint(event.source), now);
  }

  timerDue(event: Event<'timerDue'>, now: number): void {
    const entry = this.table.find(event.peer);
    if (entry?.sessions.find(event.localIndex) === undefined) return;
    switch (event.cause) {
      case 'sentAfterRekey':
      case 'receivedNearReject':
        this.#renew(entry, now);
        return;
      case 'sentUnanswered':
        this.#askAgain(entry, now);
        this.#renew(entry, now);
        return;
      case 'receivedUnanswered':
        this.#services.outputs.emit({
          kind: 'sealControl',
          localIndex: event.localIndex,
          payload: new Uint8Array(),
        });
        return;
      case 'expired':
        this.#sessionExpired(entry, event.localIndex, now);
        return;
      default:
        event.cause satisfies never;
    }
  }

  handshakeTimerDue(peer: number, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#handshakes.stepDue(entry, now);
  }

  /** The responder waited long enough for the peer's message 1. */
  responderStartDue(peer: number, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#handshakes.begin(entry, this.#targets(entry), now);
  }

  helloDue(peer: number, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#control.helloDue(entry, now);
  }

  probeDue(peer: number, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#control.probeDue(entry, now);
  }

  forgottenDue(peer: number, now: number): void {
    const entry = this.table.find(peer);
    if (entry !== undefined) this.#forget(entry, undefined, 'unused for 24 hours', now);
  }

  earlyInitiationExpired(key: string): void {
    this.#early.expired(key);
  }

  answerMemoryExpired(key: string): void {
    this.#handshakes.answered.expired(key);
  }

  /** Live tunnels get a new session from the new addresses: its first packets move both ends. */
  networkChanged(now: number): void {
    for (const entry of this.table.entries) {
      if (entry.sessions.current === undefined || entry.endpoint === undefined) continue;
      this.#askAgain(entry, now);
      this.#handshakes.begin(entry, [entry.endpoint], now);
    }
  }

  /** Ends every tunnel. */
  closeAll(why: string, now: number): void {
    for (const entry of this.table.entries) this.#forget(entry, undefined, why, now);
  }

  #takeOver(verdict: Extract<DirectionVerdict, { kind: 'accepted' }>, now: number): void {
    const { node, direction } = verdict;
    const known = this.table.findByNodeId(node.nodeId);
    const entry = known ?? newTunnelEntry(this.#services, node, direction, now);
    const repeated = known !== undefined && bytesEqual(known.direction.pathKey, direction.pathKey);
    const sameKey = known === undefined || bytesEqual(known.node.staticKey, node.staticKey);
    if (!sameKey) this.#close(entry, 'the peer has a new key', now);
    entry.node = node;
    entry.direction = direction;
    this.table.add(entry);
    this.#services.timers.arm('tunnelForgotten', entry.peer, now + FORGOTTEN_MS);
    this.#programPeer(entry);
    if (!repeated) this.#follow(entry, now);
  }

  /**
   * Acts on a new direction: message 1 as initiator, waiting as responder, unless the peer has begun already. An
   * initiator begins all the same: what came early may be a copy whose stamp a crash took, and crossing is harmless.
   */
  #follow(entry: TunnelEntry, now: number): void {
    if (entry.sessions.current === undefined) this.#setLink(entry, { kind: 'connecting', since: now });
    const early = this.#early.take(entry.node.staticKey);
    if (early !== undefined) this.#handshakes.answer(entry, early.opened, early.sources, now);
    if (entry.direction.role === 'initiator') this.#handshakes.extend(entry, this.#targets(entry), now);
    else if (early === undefined) this.#handshakes.awaitPeer(entry, now);
  }

  #programPeer(entry: TunnelEntry): void {
    const own = entry.node.addresses.map(hostPrefix);
    const prefixes = new Set([...own, ...entry.direction.prefixes].map(formatPrefix));
    const { peer, pathMtu } = entry;
    this.#services.outputs.emit({ kind: 'setPeer', peer, prefixes: [...prefixes], peerKind: 'ntm', pathMtu });
  }

  #initiated(entry: TunnelEntry, localIndex: number, endpoint: Endpoint, now: number): void {
    // Before the greeting, which is done at once for a peer that takes none.
    if (this.#established(entry, endpoint, now)) entry.reportDue = true;
    this.#control.greet(entry, localIndex, now);
  }

  /** The first exchange over a session of ours is done: now the round trip is known too. */
  #greeted(entry: TunnelEntry, now: number): void {
    if (!entry.reportDue) return;
    entry.reportDue = false;
    this.#report(entry, 'established', now);
  }

  /** Takes a working session over; true when the tunnel was not established before. */
  #established(entry: TunnelEntry, endpoint: Endpoint, now: number): boolean {
    entry.endpoint = endpoint;
    this.#services.timers.arm('tunnelForgotten', entry.peer, now + FORGOTTEN_MS);
    const route = selectRoute([{ endpoint }], this.#facts(entry));
    if (route === undefined) return false;
    const isNew = entry.link.kind !== 'established';
    const since = entry.link.kind === 'established' ? entry.link.since : now;
    this.#setLink(entry, { kind: 'established', since, route });
    return isNew;
  }

  #gaveUp(entry: TunnelEntry, now: number): void {
    if (entry.sessions.current !== undefined || entry.link.kind === 'noPath') return;
    const why = 'no path: both ends are behind NATs';
    this.#setLink(entry, { kind: 'noPath', since: now, why });
    this.#refuse(entry, 'hostUnreachable', NO_PATH_REFUSAL_MS);
    this.#report(entry, 'failed', now);
  }

  #renew(entry: TunnelEntry, now: number): void {
    if (entry.endpoint === undefined || this.#handshakes.isTrying(entry)) return;
    this.#handshakes.begin(entry, [entry.endpoint], now);
  }

  #askAgain(entry: TunnelEntry, now: number): void {
    const [address] = entry.node.addresses;
    if (address !== undefined) this.#surroundings.askDirection(address, now);
  }

  #sessionExpired(entry: TunnelEntry, localIndex: number, now: number): void {
    entry.sessions.remove(localIndex);
    if (entry.sessions.current !== undefined || entry.link.kind !== 'established') return;
    this.#control.stop(entry);
    this.#resetPath(entry);
    this.#setLink(entry, { kind: 'idle', since: now, why: 'no traffic for 3 minutes' });
    this.#report(entry, 'closed', now);
  }

  #close(entry: TunnelEntry, why: string, now: number): void {
    this.#handshakes.end(entry);
    this.#control.stop(entry);
    entry.sessions.removeAll();
    this.#resetPath(entry);
    this.#setLink(entry, { kind: 'idle', since: now, why });
    this.#report(entry, 'closed', now);
  }

  #forget(entry: TunnelEntry, refusal: 'prohibited' | undefined, why: string, now: number): void {
    this.#close(entry, why, now);
    this.table.remove(entry);
    this.#services.timers.cancel('tunnelForgotten', entry.peer);
    this.#services.outputs.emit({ kind: 'removePeer', peer: entry.peer });
    if (refusal !== undefined) this.#refuse(entry, refusal, PROHIBITED_MS);
  }

  #resetPath(entry: TunnelEntry): void {
    entry.pathMtu = SMALLEST_PATH_MTU;
    entry.rttMs = undefined;
    this.#services.outputs.emit({ kind: 'setPathMtu', peer: entry.peer, mtu: SMALLEST_PATH_MTU });
  }

  #targets(entry: TunnelEntry): readonly Endpoint[] {
    return orderCandidates(
      this.#facts(entry),
      (endpoint) => this.#services.sockets.socketFor(endpoint) !== undefined,
    );
  }

  #facts(entry: TunnelEntry): RouteFacts {
    const ownObserved = this.#surroundings.trust()?.realm.observed ?? [];
    return { ownObserved, peerCandidates: entry.direction.candidates };
  }

  #setLink(entry: TunnelEntry, link: TunnelLink): void {
    if (link.kind === entry.link.kind && link.kind === 'connecting') return;
    entry.link = link;
    this.#services.outputs.report({ kind: 'tunnelChanged', tunnel: tunnelStatus(entry) });
  }

  #report(entry: TunnelEntry, event: TunnelEvent, now: number): void {
    const { endpoint, rttMs } = entry;
    const reason = whyOf(entry.link);
    this.#surroundings.report(
      {
        pathId: entry.direction.pathId,
        event,
        reason,
        ...(endpoint !== undefined && { endpoint }),
        ...(rttMs !== undefined && { roundTripMicroseconds: Math.round(rttMs * 1000) }),
      },
      now,
    );
  }

  #refuse(entry: TunnelEntry, reason: 'hostUnreachable' | 'prohibited', forMs: number): void {
    for (const address of entry.node.addresses)
      this.#services.outputs.emit({ kind: 'refuse', destination: formatIpAddress(address), reason, forMs });
  }
}

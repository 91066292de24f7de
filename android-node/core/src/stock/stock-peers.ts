import { bytesEqual, parseIpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';
import { answerInitiation, type OpenedInitiation } from '../handshake/incoming-handshake.ts';
import { OutgoingHandshake } from '../handshake/outgoing-handshake.ts';
import type { NodeInput, SessionTimerCause, StockPeer } from '../inputs.ts';
import { jitterMs, type NodeServices } from '../services.ts';
import { newStockPeerEntry, type StockPeerEntry } from './stock-peer-entry.ts';
import { DEFAULT_STOCK_PATH_MTU, stockPeerStatus } from './stock-peer-status.ts';

// WireGuard's constants (whitepaper section 6.1 and its implementations).
const REKEY_TIMEOUT_MS = 5_000;
const REKEY_ATTEMPT_MS = 90_000;
const REKEY_JITTER_MS = 334;
const SHORTEST_INITIATION_INTERVAL_MS = 20;
const REFUSAL_MS = 5_000;

type Event<Kind extends NodeInput['kind']> = Extract<NodeInput, { kind: Kind }>;

/** Plain WireGuard peers: handshakes in both directions with WireGuard's own timers, nothing of NTMobile. */
export class StockPeers {
  readonly #services: NodeServices;
  readonly #entries = new Map<number, StockPeerEntry>();

  constructor(services: NodeServices) {
    this.#services = services;
  }

  get entries(): Iterable<StockPeerEntry> {
    return this.#entries.values();
  }

  /** Takes the configured peers over: a peer is known by its public key, and keeps its sessions. */
  configure(peers: readonly StockPeer[], now: number): void {
    for (const entry of [...this.#entries.values()])
      if (!peers.some((peer) => bytesEqual(peer.publicKey, entry.settings.publicKey))) this.#remove(entry);
    for (const settings of peers) this.#configureOne(settings, now);
  }

  /** Sends what could not be sent before there was a socket. */
  socketOpened(now: number): void {
    for (const entry of this.#entries.values()) this.#startPersistent(entry, now);
  }

  findByKey(publicKey: Uint8Array): StockPeerEntry | undefined {
    for (const entry of this.#entries.values())
      if (bytesEqual(entry.settings.publicKey, publicKey)) return entry;
    return undefined;
  }

  /** A packet for this address found no session; false when no stock peer has the address. */
  missed(destination: string, now: number): boolean {
    const address = parseIpAddress(destination);
    const matches = [...this.#entries.values()]
      .flatMap((entry) => entry.settings.prefixes.map((text) => ({ entry, prefix: parsePrefix(text) })))
      .filter(({ prefix }) => prefixContains(prefix, address))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    const entry = matches[0]?.entry;
    if (entry === undefined) return false;
    if (entry.endpoint === undefined) this.#refuse(destination);
    else this.#initiate(entry, now);
    return true;
  }

  /** Message 1 of a stock peer. */
  initiationReceived(
    entry: StockPeerEntry,
    opened: OpenedInitiation,
    event: Event<'handshakeReceived'>,
    now: number,
  ): void {
    const { outputs, stamps } = this.#services;
    if (now - entry.lastInitiationAcceptedAt < SHORTEST_INITIATION_INTERVAL_MS) {
      outputs.count('handshakeTooFrequent');
      return;
    }
    if (!stamps.accept(opened.staticKey, opened.stamp)) {
      outputs.count('handshakeReplayed');
      return;
    }
    entry.lastInitiationAcceptedAt = now;
    const owner = { kind: 'stock', peer: entry.peer } as const;
    const answer = answerInitiation(this.#services, opened, owner, entry.settings.presharedKey);
    const { message, ...session } = answer;
    entry.sessions.install({ ...session, peer: entry.peer, role: 'responder', socket: event.socket }, now);
    outputs.emit({
      kind: 'sendDatagram',
      socket: event.socket,
      destination: event.source,
      datagram: message,
    });
  }

  /** Message 2 or 3 for a handshake of ours with this peer. */
  answerReceived(peer: number, event: Event<'handshakeReceived'>, now: number): void {
    const entry = this.#entries.get(peer);
    if (entry?.handshake.kind !== 'initiating') {
      this.#services.outputs.count('handshakeUnexpected');
      return;
    }
    if (event.message[0] === 3) this.#cookieReceived(entry, entry.handshake.outgoing, event.message, now);
    else this.#responseReceived(entry, entry.handshake.outgoing, event, now);
  }

  sessionConfirmed(event: Event<'sessionConfirmed'>, now: number): void {
    const entry = this.#entries.get(event.peer);
    if (entry === undefined || !entry.sessions.confirm(event.localIndex)) return;
    entry.endpoint = event.source;
    this.#established(entry, now);
  }

  sourceChanged(event: Event<'sourceChanged'>): void {
    const entry = this.#entries.get(event.peer);
    if (entry !== undefined) entry.endpoint = event.source;
  }

  timerDue(event: Event<'timerDue'>, now: number): void {
    const entry = this.#entries.get(event.peer);
    if (entry?.sessions.find(event.localIndex) === undefined) return;
    this.#sessionTimerDue(entry, event.localIndex, event.cause, now);
  }

  /** The `stockHandshake` timer of a peer. */
  handshakeTimerDue(peer: number, now: number): void {
    const entry = this.#entries.get(peer);
    if (entry?.handshake.kind === 'initiating') this.#retryOrGiveUp(entry, entry.handshake.since, now);
    else if (entry !== undefined) this.#initiate(entry, now);
  }

  /** The `stockKeepalive` timer of a peer. */
  keepaliveTimerDue(peer: number, now: number): void {
    const entry = this.#entries.get(peer);
    if (entry !== undefined) this.#startPersistent(entry, now);
  }

  #configureOne(settings: StockPeer, now: number): void {
    const known = this.findByKey(settings.publicKey);
    const entry = known ?? newStockPeerEntry(this.#services, settings, now);
    if (known !== undefined && known.settings.endpoint !== settings.endpoint) {
      known.endpoint = settings.endpoint ?? known.endpoint;
    }
    entry.settings = settings;
    this.#entries.set(entry.peer, entry);
    const { prefixes, persistentKeepaliveMs } = settings;
    this.#services.outputs.emit({
      kind: 'setPeer',
      peer: entry.peer,
      prefixes,
      peerKind: 'stock',
      pathMtu: settings.pathMtu ?? DEFAULT_STOCK_PATH_MTU,
      ...(persistentKeepaliveMs !== undefined && { persistentKeepaliveMs }),
    });
    this.#startPersistent(entry, now);
  }

  #remove(entry: StockPeerEntry): void {
    this.#endHandshake(entry);
    entry.sessions.removeAll();
    this.#services.timers.cancel('stockKeepalive', entry.peer);
    this.#services.outputs.emit({ kind: 'removePeer', peer: entry.peer });
    this.#entries.delete(entry.peer);
  }

  /** A peer with persistent keep-alive is kept in session without waiting for traffic. */
  #startPersistent(entry: StockPeerEntry, now: number): void {
    if (entry.settings.persistentKeepaliveMs === undefined) return;
    if (entry.sessions.current === undefined) this.#initiate(entry, now);
  }

  #initiate(entry: StockPeerEntry, now: number): void {
    if (entry.handshake.kind === 'initiating' || entry.endpoint === undefined) return;
    const earliest = entry.lastInitiationSentAt + REKEY_TIMEOUT_MS;
    if (now < earliest) this.#services.timers.arm('stockHandshake', entry.peer, earliest);
    else this.#sendInitiation(entry, now, now);
  }

  #sendInitiation(entry: StockPeerEntry, since: number, now: number): void {
    // First, so that an attempt that nothing can be sent for ends and the next packet begins another.
    this.#endHandshake(entry);
    const { endpoint } = entry;
    const socket = endpoint === undefined ? undefined : this.#services.sockets.socketFor(endpoint);
    if (endpoint === undefined || socket === undefined) return;
    const outgoing = OutgoingHandshake.start(
      this.#services,
      {
        owner: { kind: 'stock', peer: entry.peer },
        remoteKey: entry.settings.publicKey,
        presharedKey: entry.settings.presharedKey,
      },
      now,
    );
    // A peer's key of small order gives no secret: nothing can be sent to it.
    if (outgoing === undefined) return;
    entry.handshake = { kind: 'initiating', outgoing, since };
    entry.lastInitiationSentAt = now;
    const datagram = outgoing.datagram(entry.cookies.current(now));
    this.#services.outputs.emit({ kind: 'sendDatagram', socket, destination: endpoint, datagram });
    const retryAt = now + REKEY_TIMEOUT_MS + jitterMs(this.#services, REKEY_JITTER_MS);
    this.#services.timers.arm('stockHandshake', entry.peer, retryAt);
  }

  #retryOrGiveUp(entry: StockPeerEntry, since: number, now: number): void {
    if (now - since < REKEY_ATTEMPT_MS) {
      this.#sendInitiation(entry, since, now);
      return;
    }
    this.#endHandshake(entry);
    const { persistentKeepaliveMs } = entry.settings;
    if (persistentKeepaliveMs !== undefined) {
      this.#services.timers.arm('stockKeepalive', entry.peer, now + persistentKeepaliveMs);
    }
  }

  #responseReceived(
    entry: StockPeerEntry,
    outgoing: OutgoingHandshake,
    event: Event<'handshakeReceived'>,
    now: number,
  ): void {
    const keys = outgoing.consume(event.message);
    if (keys === undefined) {
      this.#services.outputs.count('handshakeUnauthentic');
      return;
    }
    this.#services.timers.cancel('stockHandshake', entry.peer);
    entry.handshake = { kind: 'idle' };
    entry.endpoint = event.source;
    entry.rttMs = now - entry.lastInitiationSentAt;
    const { socket, source: endpoint } = event;
    const session = {
      peer: entry.peer,
      localIndex: outgoing.localIndex,
      role: 'initiator',
      socket,
      endpoint,
    } as const;
    entry.sessions.install({ ...session, ...keys }, now);
    // The first transport packet confirms the keys to the peer; queued packets may be none.
    this.#services.outputs.emit({
      kind: 'sealControl',
      localIndex: outgoing.localIndex,
      payload: new Uint8Array(),
    });
    this.#established(entry, now);
  }

  #cookieReceived(
    entry: StockPeerEntry,
    outgoing: OutgoingHandshake,
    message: Uint8Array,
    now: number,
  ): void {
    const cookie = outgoing.openCookie(message);
    if (cookie === undefined) this.#services.outputs.count('cookieUnauthentic');
    else entry.cookies.keep(cookie, now);
  }

  #sessionTimerDue(entry: StockPeerEntry, localIndex: number, cause: SessionTimerCause, now: number): void {
    switch (cause) {
      case 'sentAfterRekey':
      case 'receivedNearReject':
      case 'sentUnanswered':
        this.#initiate(entry, now);
        return;
      case 'receivedUnanswered':
        this.#services.outputs.emit({ kind: 'sealControl', localIndex, payload: new Uint8Array() });
        return;
      case 'expired':
        entry.sessions.remove(localIndex);
        if (entry.sessions.isEmpty) entry.since = now;
        this.#tell(entry);
        this.#startPersistent(entry, now);
        return;
      default:
        cause satisfies never;
    }
  }

  #established(entry: StockPeerEntry, now: number): void {
    entry.since = now;
    this.#services.timers.cancel('stockKeepalive', entry.peer);
    this.#tell(entry);
  }

  /** Reports that the peer got its first session, or lost its last one; renewals are not worth a report. */
  #tell(entry: StockPeerEntry): void {
    const established = entry.sessions.current !== undefined;
    if (established === entry.toldEstablished) return;
    entry.toldEstablished = established;
    this.#services.outputs.report({ kind: 'tunnelChanged', tunnel: stockPeerStatus(entry) });
  }

  #endHandshake(entry: StockPeerEntry): void {
    this.#services.timers.cancel('stockHandshake', entry.peer);
    if (entry.handshake.kind === 'initiating') {
      this.#services.indices.release(entry.handshake.outgoing.localIndex);
    }
    entry.handshake = { kind: 'idle' };
  }

  #refuse(destination: string): void {
    this.#services.outputs.emit({
      kind: 'refuse',
      destination,
      reason: 'hostUnreachable',
      forMs: REFUSAL_MS,
    });
  }
}

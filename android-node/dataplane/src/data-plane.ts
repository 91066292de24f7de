import { bytes, instant, integer, key, milliseconds, oneOf, text, texts, unsigned32 } from './arguments.ts';
import type { DataPlaneCounters } from './events.ts';
import { type NativeDataPlane, type NativePlane, nativeDataPlane } from './native.ts';
import type {
  DataPlaneOptions,
  PeerOptions,
  RefusalOptions,
  SessionOptions,
  SocketOptions,
} from './options.ts';

const maxMtu = 65535;
/** Least MTU of IPv6; no path is set below it. */
const minMtu = 1280;

/** Milliseconds of the boot clock, which counts suspend: the `now` of a data plane with a real TUN or socket. */
export function bootTimeMs(): number {
  return nativeDataPlane().bootTime();
}

/**
 * One data plane: forwarding table, sessions, counters. Packets never pass through JavaScript unless TUN or UDP
 * are in memory. Every method throws `TypeError` or `RangeError` on wrong arguments and `Error` with the system's
 * `code` where the system refuses; after `close` all are without effect.
 */
export class DataPlane {
  readonly #native: NativeDataPlane;
  readonly #options: DataPlaneOptions;
  /** Both sides in memory: time is handed in and everything happens within the calls. */
  readonly #synchronous: boolean;
  readonly #clock: () => number;
  #plane: NativePlane | undefined;
  #flushing = false;
  #timer: NodeJS.Timeout | undefined;
  #armedFor: number | undefined;

  constructor(options: DataPlaneOptions) {
    const { tun } = options;
    oneOf('tun.kind', tun.kind, ['memory', 'linux']);
    integer('tun.mtu', tun.mtu, minMtu, maxMtu);
    oneOf('udp', options.udp, ['memory', 'system']);
    this.#native = nativeDataPlane();
    this.#options = options;
    this.#synchronous = tun.kind === 'memory' && options.udp === 'memory';
    this.#clock = options.clock ?? bootTimeMs;
    this.#plane = this.#native.create(
      key('identity.publicKey', options.identity.publicKey),
      tun.kind === 'linux' ? text('tun.name', tun.name) : '',
      options.udp === 'system',
      () => this.#flush(),
    );
  }

  /** Opens (system) or names (memory) a socket; returns its port. */
  openSocket(o: SocketOptions): { port: number } {
    const family = oneOf('family', o.family, [4, 6]);
    const port = integer('port', o.port, 0, 65535);
    const address = text('address', o.address ?? '');
    const bound = this.#call((native, plane) =>
      native.openSocket(plane, unsigned32('socket', o.socket), family, address, port),
    );
    return { port: bound ?? port };
  }

  closeSocket(socket: number): void {
    this.#call((native, plane) => native.closeSocket(plane, unsigned32('socket', socket)));
  }

  /** Addresses at which this node answers DNS: UDP port 53 goes up as an event, anything else is refused. */
  setResolver(o: { addresses: readonly string[] }): void {
    this.#call((native, plane) => native.setResolver(plane, texts('addresses', o.addresses)));
  }

  /** Own virtual addresses, and the prefixes in which an address without peer is worth a `missed`. */
  setVirtualAddresses(addresses: readonly string[], realmPrefixes: readonly string[]): void {
    this.#call((native, plane) =>
      native.setVirtualAddresses(plane, texts('addresses', addresses), texts('realmPrefixes', realmPrefixes)),
    );
  }

  /** Adds a peer or changes what it carries; its sessions and counters stay. */
  setPeer(o: PeerOptions): void {
    const stock = oneOf('kind', o.kind, ['ntm', 'stock']) === 'stock';
    const keepalive = milliseconds('persistentKeepaliveMs', o.persistentKeepaliveMs ?? 0);
    const mtu = integer('pathMtu', o.pathMtu, minMtu, maxMtu);
    this.#call((native, plane) =>
      native.setPeer(plane, unsigned32('peer', o.peer), texts('prefixes', o.prefixes), stock, mtu, keepalive),
    );
  }

  /** Removes a peer with its sessions; keys are wiped. */
  removePeer(peer: number): void {
    this.#call((native, plane) => native.removePeer(plane, unsigned32('peer', peer)));
  }

  /** Installs a session of a known peer; packets that waited for it are sent as soon as it sends. */
  installSession(o: SessionOptions): void {
    const initiator = oneOf('role', o.role, ['initiator', 'responder']) === 'initiator';
    this.#call((native, plane) =>
      native.installSession(
        plane,
        unsigned32('peer', o.peer),
        unsigned32('localIndex', o.localIndex),
        unsigned32('remoteIndex', o.remoteIndex),
        key('sendKey', o.sendKey),
        key('receiveKey', o.receiveKey),
        initiator,
        unsigned32('socket', o.socket),
        text('endpoint', o.endpoint ?? ''),
        instant('establishedAt', o.establishedAt),
      ),
    );
  }

  /** Wipes a session; unknown indices are ignored. */
  removeSession(localIndex: number): void {
    this.#call((native, plane) => native.removeSession(plane, unsigned32('localIndex', localIndex)));
  }

  /** Moves every session of the peer to this socket and endpoint. */
  setEndpoint(o: { peer: number; socket: number; endpoint: string }): void {
    this.#call((native, plane) =>
      native.setEndpoint(
        plane,
        unsigned32('peer', o.peer),
        unsigned32('socket', o.socket),
        text('endpoint', o.endpoint),
      ),
    );
  }

  setPathMtu(peer: number, mtu: number): void {
    this.#call((native, plane) =>
      native.setPathMtu(plane, unsigned32('peer', peer), integer('mtu', mtu, minMtu, maxMtu)),
    );
  }

  /** Seals a payload in this session and sends it; an empty one is a keep-alive. */
  sealControl(o: { localIndex: number; payload: Uint8Array }): void {
    this.#call((native, plane) =>
      native.sealControl(plane, unsigned32('localIndex', o.localIndex), bytes('payload', o.payload)),
    );
  }

  /** Sends a datagram as it is: handshake messages, packets of sessions that live outside. */
  sendDatagram(o: { socket: number; destination: string; datagram: Uint8Array }): void {
    this.#call((native, plane) =>
      native.sendDatagram(
        plane,
        unsigned32('socket', o.socket),
        text('destination', o.destination),
        bytes('datagram', o.datagram),
      ),
    );
  }

  /** Sealed packets for this index go up unopened. */
  ownIndex(localIndex: number): void {
    this.#call((native, plane) => native.ownIndex(plane, unsigned32('localIndex', localIndex)));
  }

  releaseIndex(localIndex: number): void {
    this.#call((native, plane) => native.releaseIndex(plane, unsigned32('localIndex', localIndex)));
  }

  /** Answers packets that wait for this address, and later ones for a while, with ICMP unreachable. */
  refuse(o: RefusalOptions): void {
    const prohibited = oneOf('reason', o.reason, ['hostUnreachable', 'prohibited']) === 'prohibited';
    this.#call((native, plane) =>
      native.refuse(plane, text('destination', o.destination), prohibited, milliseconds('forMs', o.forMs)),
    );
  }

  /** Sends a DNS message to whoever asked query `id`; each query is answered at most once, within 10 s. */
  answerDns(o: { id: number; payload: Uint8Array }): void {
    this.#call((native, plane) =>
      native.answerDns(plane, unsigned32('id', o.id), bytes('payload', o.payload)),
    );
  }

  /** A datagram came, where UDP is in memory. */
  datagramReceived(socket: number, source: string, datagram: Uint8Array): void {
    this.#call((native, plane) =>
      native.datagramReceived(
        plane,
        unsigned32('socket', socket),
        text('source', source),
        bytes('datagram', datagram),
      ),
    );
  }

  /** Packets came from the TUN, where it is in memory. */
  tunPacketsReceived(packets: readonly Uint8Array[]): void {
    for (const packet of packets) bytes('packet', packet);
    this.#call((native, plane) => native.tunPacketsReceived(plane, packets));
  }

  /** When `timeReached` is due next, in milliseconds of the clock; only where all is in memory. */
  nextDeadline(): number | undefined {
    return this.#plane && this.#synchronous ? this.#native.nextDeadline(this.#plane) : undefined;
  }

  /** Does what is due by the clock; needed only with a clock of one's own. */
  timeReached(): void {
    this.#call(() => undefined);
  }

  counters(): DataPlaneCounters {
    return this.#call((native, plane) => native.counters(plane)) ?? { totals: {}, peers: [] };
  }

  /** Closes sockets and TUN, wipes keys, lets the process exit. No callback follows. */
  close(): void {
    const plane = this.#plane;
    this.#plane = undefined;
    clearTimeout(this.#timer);
    if (plane) this.#native.close(plane);
  }

  #call<T>(action: (native: NativeDataPlane, plane: NativePlane) => T): T | undefined {
    const plane = this.#plane;
    if (!plane) return undefined;
    if (this.#synchronous) this.#native.timeReached(plane, this.#clock());
    const result = action(this.#native, plane);
    if (this.#synchronous) this.#settle();
    return result;
  }

  #settle(): void {
    this.#flush();
    if (this.#options.clock || !this.#plane) return;
    const deadline = this.#native.nextDeadline(this.#plane);
    if (deadline === this.#armedFor) return;
    this.#armedFor = deadline;
    clearTimeout(this.#timer);
    if (deadline === undefined) return;
    this.#timer = setTimeout(() => {
      this.#armedFor = undefined;
      this.timeReached();
    }, deadline - this.#clock());
    this.#timer.unref();
  }

  /** Hands out what waits. A callback may call in again: what that makes is handed out after it, in order. */
  #flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (this.#plane) {
        const { events, tunPackets, datagrams } = this.#native.drain(this.#plane);
        if (events.length + tunPackets.length + datagrams.length === 0) return;
        if (datagrams.length > 0) this.#options.onDatagrams?.(datagrams);
        if (tunPackets.length > 0 && this.#plane) this.#options.onTunPackets?.(tunPackets);
        if (events.length > 0 && this.#plane) this.#options.onEvents(events);
      }
    } finally {
      this.#flushing = false;
    }
  }
}

import {
  type Candidate,
  type CryptoPrimitives,
  type DirectionTarget,
  formatIpAddress,
  formatNodeId,
  type IpAddress,
  parseIpAddress,
  type RouteDirection,
} from '@ntmobile/shared';
import { Coordinator } from '../coordinator/coordinator.ts';
import { localCandidates } from '../coordinator/local-candidates.ts';
import { type DirectionEnd, Directions } from '../directions/directions.ts';
import { DnsResponder } from '../dns/dns-responder.ts';
import { ReceiverIndices } from '../handshake/receiver-indices.ts';
import { Stamps } from '../handshake/stamps.ts';
import type { NetworkInterface, NodeConfiguration, OverlayConfiguration } from '../inputs.ts';
import { SocketTable } from '../network/socket-table.ts';
import { OutputQueue } from '../output-queue.ts';
import { Realm } from '../realm/realm.ts';
import type { NodeServices } from '../services.ts';
import { StockPeers } from '../stock/stock-peers.ts';
import { TimerTable } from '../timing/timer-table.ts';
import { PeerKeys } from '../tunnel/peer-keys.ts';
import { Tunnels } from '../tunnel/tunnels.ts';
import { parsePrefixes, tunConfiguration } from './tun-configuration.ts';

/** What a node is made of; nothing of it changes afterwards. */
export interface NodeOptions {
  readonly primitives: CryptoPrimitives;
  /** Cryptographically secure random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** The node's static X25519 key, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** Name and version of the software, at most 64 bytes. */
  readonly agent: string;
  /** For debugging only: `logHandshakeKeys` gives away the secrets of every handshake before its message goes out. */
  readonly revealHandshakeKeys?: boolean;
}

/** How long packets to an address are refused before the coordinator is asked again. */
const REFUSAL_MS = { noSuchName: 5_000, offline: 5_000, unreachable: 1_000 } as const;

const DEFAULT_CONFIGURATION: NodeConfiguration = {
  listenPort: 0,
  tunMtu: 1440,
  staticAddresses: [],
  peers: [],
  allowedTestPrefixes: [],
};

/** The machines of one node and how they hear from each other. */
export class Machines {
  readonly services: NodeServices;
  readonly realm = new Realm();
  readonly peerKeys: PeerKeys;
  readonly stock: StockPeers;
  readonly tunnels: Tunnels;
  readonly coordinator: Coordinator;
  readonly directions: Directions;
  readonly dns: DnsResponder;
  #configuration = DEFAULT_CONFIGURATION;
  #interfaces: readonly NetworkInterface[] = [];
  #overlay: OverlayConfiguration = {};
  #lastTun = '';

  constructor(options: NodeOptions) {
    const services = servicesOf(options);
    this.services = services;
    this.peerKeys = new PeerKeys(services.outputs);
    this.stock = new StockPeers(services);
    this.tunnels = this.#newTunnels();
    this.coordinator = this.#newCoordinator(options);
    this.directions = this.#newDirections();
    this.dns = new DnsResponder(services, {
      realm: this.realm,
      table: this.tunnels.table,
      ask: (target, lookup, query, now) => this.directions.ask(target, lookup, query, now),
    });
  }

  get configuration(): NodeConfiguration {
    return this.#configuration;
  }

  configure(configuration: NodeConfiguration, now: number): void {
    this.#configuration = configuration;
    this.services.sockets.open(configuration.listenPort);
    this.stock.configure(configuration.peers, now);
    this.configureTun();
  }

  configureOverlay(overlay: OverlayConfiguration): void {
    this.#overlay = overlay;
    this.configureTun();
  }

  networkChanged(interfaces: readonly NetworkInterface[], now: number): void {
    const before = JSON.stringify(this.#interfaces);
    this.#interfaces = interfaces;
    if (JSON.stringify(interfaces) === before) return;
    this.coordinator.candidatesChanged(now);
    this.tunnels.networkChanged(now);
  }

  /** Asks the host for the TUN as it is to be now, unless it was asked for the same before. */
  configureTun(): void {
    const output = tunConfiguration(this.#configuration, this.#overlay, this.realm.facts);
    const text = JSON.stringify(output);
    if (text === this.#lastTun || output.addresses.length === 0) return;
    this.#lastTun = text;
    this.services.outputs.emit(output);
  }

  /** A packet found no session. */
  missed(destination: string, now: number): void {
    if (this.stock.missed(destination, now)) return;
    const address = parseIpAddress(destination);
    const entry = this.tunnels.table.findByAddress(address);
    if (entry !== undefined) this.tunnels.missed(entry, address, now);
    else if (this.realm.contains(address) && !this.realm.isOwnAddress(address)) {
      this.directions.askForPackets(address, now);
    } else this.#refuse(address, REFUSAL_MS.noSuchName);
  }

  #newTunnels(): Tunnels {
    return new Tunnels(this.services, {
      trust: () => {
        const recordKey = this.coordinator.enrolment?.recordKey;
        if (recordKey === undefined) return undefined;
        const allowedTestPrefixes = parsePrefixes(this.#configuration.allowedTestPrefixes);
        return { realm: this.realm, recordKey, peerKeys: this.peerKeys, allowedTestPrefixes };
      },
      innerMtu: () => this.#configuration.tunMtu,
      askDirection: (address, now) => this.directions.askForPackets(address, now),
      report: (report, now) => this.coordinator.reportTunnel(report, now),
    });
  }

  #newCoordinator(options: NodeOptions): Coordinator {
    const description = { agent: options.agent, bootId: options.randomBytes(16) };
    return new Coordinator(this.services, this.realm, description, {
      candidates: () => this.#candidates(),
      registered: () => this.configureTun(),
      routeDirected: (frame, now) => this.#routeDirected(frame, now),
      routeWithdrawn: (frame, now) => this.tunnels.routeWithdrawn(frame, now),
      putOut: (now) => this.tunnels.closeAll('the realm has put this node out', now),
      directionResponded: (frame, now) => this.directions.responded(frame, now),
      directionRefused: (transaction, now) => this.directions.refused(transaction, now),
      left: () => this.services.outputs.report({ kind: 'left' }),
    });
  }

  #newDirections(): Directions {
    return new Directions(this.services.timers, {
      request: (target: DirectionTarget, lookup, now) =>
        this.coordinator.requestDirection(target, lookup, now),
      abandon: (transaction) => this.coordinator.transactions.answered(transaction),
      queriesEnded: (queries, end) => this.dns.directionEnded(queries, end),
      missEnded: (address, end) => this.#missEnded(address, end),
    });
  }

  #candidates(): readonly Candidate[] {
    return localCandidates(this.#interfaces, {
      portOf: (family) => this.services.sockets.portOf(family),
      allowedTestPrefixes: parsePrefixes(this.#configuration.allowedTestPrefixes),
      realmPrefixes: this.realm.facts?.prefixes ?? [],
    });
  }

  /** True when the direction was taken over. */
  #routeDirected(frame: RouteDirection, now: number): boolean {
    const verdict = this.tunnels.routeDirected(frame, now);
    if (verdict.kind === 'accepted') return true;
    if (verdict.reason === 'keyChanged' && verdict.record !== undefined) {
      const { nodeId, name } = verdict.record;
      this.services.outputs.report({ kind: 'keyChangeRefused', nodeId: formatNodeId(nodeId), name });
    }
    return false;
  }

  #missEnded(address: IpAddress, end: DirectionEnd): void {
    if (end.kind === 'accepted' || end.kind === 'busy') return;
    const entry = this.tunnels.table.findByAddress(address);
    if (entry?.sessions.current === undefined) this.#refuse(address, REFUSAL_MS[end.kind]);
  }

  #refuse(address: IpAddress, forMs: number): void {
    const destination = formatIpAddress(address);
    this.services.outputs.emit({ kind: 'refuse', destination, reason: 'hostUnreachable', forMs });
  }
}

function servicesOf(options: NodeOptions): NodeServices {
  const { primitives, randomBytes, privateKey } = options;
  const outputs = new OutputQueue();
  let lastPeer = 0;
  return {
    primitives,
    randomBytes,
    identity: { privateKey, publicKey: primitives.x25519PublicKey(privateKey) },
    outputs,
    timers: new TimerTable(),
    indices: new ReceiverIndices(randomBytes),
    stamps: new Stamps(outputs),
    sockets: new SocketTable(outputs),
    revealHandshakeKeys: options.revealHandshakeKeys ?? false,
    nextPeerNumber: () => {
      lastPeer += 1;
      return lastPeer;
    },
  };
}

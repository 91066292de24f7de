import {
  type Candidate,
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  type DirectionRequest,
  decodeFrames,
  deriveTransportKeys,
  encodeFrame,
  type FinishedHandshake,
  formatIpAddress,
  formatNodeId,
  type InitiatorHandshake,
  identifyInitiator,
  type NodeRecord,
  packFrames,
  parseEndpoint,
  parseIpAddress,
  parsePrefix,
  type RegistrationResponse,
  type SignallingFrame,
  signNodeRecord,
  TransportSession,
  tai64nAfter,
} from '@ntmobile/shared';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '@ntmobile/shared/noble';
import type { Enrolment } from '../inputs.ts';
import {
  type Station,
  seededBytes,
  seededRandom,
  type VirtualNetwork,
  type VirtualPacket,
} from './virtual-network.ts';

const REALM = 'ntm.internal';
const SEED = new Uint8Array(32).fill(77);
export const SERVER_TIME = 1_800_000_000_000;

/** A node that the test coordinator knows. */
export interface KnownNode {
  readonly name: string;
  readonly staticKey: Uint8Array;
  readonly nodeId: Uint8Array;
  readonly address: string;
}

interface Client {
  readonly node: KnownNode;
  session: { transport: TransportSession; localIndex: number; at: string } | undefined;
  candidates: readonly Candidate[];
}

/**
 * A coordinator as far as a node can tell: it answers, directs every pair that asks and repeats nothing. Tests
 * change what it does by its fields.
 */
export class TestCoordinator implements Station {
  readonly frames: SignallingFrame[] = [];
  readonly clients = new Map<string, Client>();
  /** Frames of these kinds are heard and not answered. */
  readonly mute = new Set<SignallingFrame['kind']>();
  /** What RegistrationResponses say otherwise than they should. */
  registrationChanges: Partial<RegistrationResponse> = {};
  /** Answer KeepAlive with `registrationRequired`. */
  forgetful = false;
  readonly #network: VirtualNetwork;
  readonly #endpoint: string;
  readonly #keys: { privateKey: Uint8Array; publicKey: Uint8Array };
  readonly #randomBytes = seededBytes(seededRandom(4242));
  readonly #byIndex = new Map<number, Client>();
  readonly #initiated = new Map<number, { client: Client; handshake: InitiatorHandshake }>();
  #lastTransaction = 0;
  #lastStamp: Uint8Array | undefined;
  #directions = 0;

  constructor(network: VirtualNetwork, endpoint: string, keyByte = 99) {
    this.#network = network;
    this.#endpoint = endpoint;
    const privateKey = new Uint8Array(32).fill(keyByte);
    this.#keys = { privateKey, publicKey: noblePrimitives.x25519PublicKey(privateKey) };
    network.attach(endpoint, this);
  }

  get publicKey(): Uint8Array {
    return this.#keys.publicKey;
  }

  know(node: KnownNode): void {
    this.clients.set(node.name, { node, session: undefined, candidates: [] });
  }

  enrolmentOf(name: string, others: readonly TestCoordinator[] = []): Enrolment {
    const client = this.client(name);
    return {
      nodeId: formatNodeId(client.node.nodeId),
      name,
      coordinators: [this, ...others].map((one) => ({
        publicKey: one.publicKey,
        endpoints: [one.#endpoint],
      })),
      recordKey: ed25519PublicKey(SEED),
      realm: { domain: REALM, prefixes: ['198.18.0.0/15'] },
    };
  }

  client(name: string): Client {
    const client = this.clients.get(name);
    if (client === undefined) throw new Error(`no client ${name}`);
    return client;
  }

  /** Loses every session, as a restart does. */
  restart(): void {
    this.#byIndex.clear();
    for (const client of this.clients.values()) client.session = undefined;
  }

  deadline(): undefined {}
  wake(): void {}

  /** Message 1 to a node at an endpoint. */
  call(name: string, endpoint: string): void {
    const client = this.client(name);
    const localIndex = this.#drawIndex();
    this.#lastStamp = tai64nAfter(SERVER_TIME + this.#network.now, this.#lastStamp);
    const created = createInitiation(noblePrimitives, {
      local: this.#keys,
      remotePublicKey: client.node.staticKey,
      ephemeralPrivateKey: this.#randomBytes(32),
      localIndex,
      timestamp: this.#lastStamp,
    });
    if (created === undefined) throw new Error('bad key');
    this.#initiated.set(localIndex, { client, handshake: created.handshake });
    this.#sendDatagram(endpoint, created.message);
  }

  /** Sends frames to a node in one packet; transaction numbers of requests are filled in where 0. */
  send(name: string, frames: readonly SignallingFrame[]): void {
    const { session } = this.client(name);
    if (session === undefined) throw new Error(`no session with ${name}`);
    const encoded = frames.map((frame) => {
      if (frame.transaction !== 0) return encodeFrame(frame);
      this.#lastTransaction += 1;
      return encodeFrame({ ...frame, transaction: this.#lastTransaction });
    });
    for (const payload of encoded.length === 0 ? [new Uint8Array()] : packFrames(encoded)) {
      const datagram = session.transport.seal(payload);
      if (datagram !== undefined) this.#sendDatagram(session.at, datagram);
    }
  }

  /** Directs two nodes to each other, the first as initiator. */
  direct(from: string, to: string): void {
    this.#directions += 1;
    this.send(from, [this.routeDirection(from, to, 'initiator')]);
    this.send(to, [this.routeDirection(to, from, 'responder')]);
  }

  routeDirection(own: string, peer: string, role: 'initiator' | 'responder'): SignallingFrame {
    const { node, candidates } = this.client(peer);
    return {
      kind: 'routeDirection',
      transaction: 0,
      pathId: pathIdOf(own, peer),
      role,
      record: this.recordOf(node),
      candidates,
      pathKey: new Uint8Array(32).fill(this.#directions),
      allowedPrefixes: [parsePrefix(`${node.address}/32`)],
      capabilities: { control: 1 },
      homeRelay: [],
    };
  }

  recordOf(node: KnownNode, changes: Partial<NodeRecord> = {}): Uint8Array {
    const issued = SERVER_TIME + this.#network.now;
    const record: NodeRecord = {
      realm: REALM,
      nodeId: node.nodeId,
      name: node.name,
      staticKey: node.staticKey,
      addresses: [parseIpAddress(node.address)],
      prefixes: [],
      issued,
      expires: issued + 600_000,
      ...changes,
    };
    return signNodeRecord(record, (message) => ed25519Sign(SEED, message));
  }

  receive({ source, datagram }: VirtualPacket): void {
    if (datagram[0] === 1) this.#initiationReceived(source, datagram);
    else if (datagram[0] === 2) this.#responseReceived(source, datagram);
    else if (datagram[0] === 4) this.#sealedReceived(source, datagram);
  }

  #initiationReceived(source: string, message: Uint8Array): void {
    const identified = identifyInitiator(noblePrimitives, this.#keys, message);
    const consumed = identified && consumeInitiation(noblePrimitives, this.#keys, identified);
    const client = [...this.clients.values()].find(
      ({ node }) => node.staticKey.join() === consumed?.remotePublicKey.join(),
    );
    if (consumed === undefined || client === undefined) return;
    const localIndex = this.#drawIndex();
    const response = createResponse(noblePrimitives, consumed, {
      ephemeralPrivateKey: this.#randomBytes(32),
      localIndex,
    });
    this.#use(client, response.handshake, source);
    this.#sendDatagram(source, response.message);
  }

  #responseReceived(source: string, message: Uint8Array): void {
    const index = new DataView(message.buffer, message.byteOffset).getUint32(8, true);
    const initiated = this.#initiated.get(index);
    const finished = initiated && consumeResponse(noblePrimitives, initiated.handshake, message);
    if (initiated === undefined || finished === undefined) return;
    this.#use(initiated.client, finished, source);
    this.send(initiated.client.node.name, []);
  }

  #use(client: Client, handshake: FinishedHandshake, at: string): void {
    const { localIndex, remoteIndex } = handshake;
    const keys = deriveTransportKeys(noblePrimitives, handshake);
    client.session = {
      transport: new TransportSession(noblePrimitives, { keys, remoteIndex }),
      localIndex,
      at,
    };
    this.#byIndex.set(localIndex, client);
  }

  #sealedReceived(source: string, packet: Uint8Array): void {
    const index = new DataView(packet.buffer, packet.byteOffset).getUint32(4, true);
    const client = this.#byIndex.get(index);
    if (client?.session?.localIndex !== index) return;
    const opened = client.session.transport.open(packet);
    if (opened === undefined) return;
    client.session.at = source;
    for (const frame of decodeFrames(opened.payload).frames) {
      this.frames.push(frame);
      if (!this.mute.has(frame.kind)) this.#answer(client, frame, source);
    }
  }

  #answer(client: Client, frame: SignallingFrame, source: string): void {
    const { transaction } = frame;
    const { name } = client.node;
    const observed = parseEndpoint(source);
    const serverTime = SERVER_TIME + this.#network.now;
    const common = { transaction, observed, leaseSeconds: 120, serverTime, relayCredentials: [] } as const;
    switch (frame.kind) {
      case 'registrationRequest':
        client.candidates = [...frame.candidates, { source: 'observed', network: 0, endpoint: observed }];
        this.send(name, [
          {
            kind: 'registrationResponse',
            ...common,
            record: this.recordOf(client.node),
            realmDomain: REALM,
            realmPrefixes: [parsePrefix('198.18.0.0/15')],
            resolvers: [parseIpAddress('198.18.0.1')],
            ...this.registrationChanges,
          },
        ]);
        break;
      case 'keepAlive':
        this.send(name, [{ kind: 'keepAliveAnswer', ...common, registrationRequired: this.forgetful }]);
        break;
      case 'directionRequest':
        this.#directionRequested(client, frame);
        break;
      case 'tunnelReport':
        this.send(name, [{ kind: 'tunnelReportAnswer', transaction }]);
        break;
      case 'deregistration':
        this.send(name, [{ kind: 'deregistrationAnswer', transaction }]);
        break;
      default:
        break;
    }
  }

  #directionRequested(client: Client, frame: DirectionRequest): void {
    const { transaction, target } = frame;
    const peer = [...this.clients.values()].find(({ node }) =>
      target.kind === 'name'
        ? target.name === `${node.name}.${REALM}`
        : formatIpAddress(target.address) === node.address,
    );
    const { name } = client.node;
    if (peer === undefined) {
      this.send(name, [{ kind: 'directionResponse', transaction, outcome: { kind: 'noSuchName' } }]);
      return;
    }
    const { nodeId, name: peerName, address } = peer.node;
    const node = { nodeId, name: peerName, addresses: [parseIpAddress(address)] };
    const kind = peer.session === undefined ? 'offline' : 'accepted';
    this.send(name, [{ kind: 'directionResponse', transaction, outcome: { kind, node } }]);
    if (kind === 'accepted' && !frame.lookup) this.direct(name, peerName);
  }

  #drawIndex(): number {
    return new DataView(this.#randomBytes(4).buffer).getUint32(0, true);
  }

  #sendDatagram(destination: string, datagram: Uint8Array): void {
    this.#network.send({ source: this.#endpoint, destination, datagram });
  }
}

function pathIdOf(a: string, b: string): Uint8Array {
  return noblePrimitives
    .sha256(Uint8Array.from([a, b].sort().join('/'), (c) => c.charCodeAt(0)))
    .slice(0, 16);
}

import { generateKeyPairSync, sign } from 'node:crypto';
import type { Enrolment } from '@ntmobile/node-core';
import {
  base64UrlDecode,
  bytesEqual,
  type Candidate,
  type CryptoPrimitives,
  consumeInitiation,
  createResponse,
  decodeFrames,
  deriveTransportKeys,
  encodeFrame,
  formatNodeId,
  identifyInitiator,
  packFrames,
  parseEndpoint,
  parseIpAddress,
  parsePrefix,
  type SignallingFrame,
  signNodeRecord,
  TransportSession,
} from '@ntmobile/shared';
import { drawBytes } from '../draw-bytes.ts';
import type { RehearsedNetwork } from './rehearsed-network.ts';

const ENDPOINT = '192.0.2.254:3479';
const DOMAIN = 'rehearsal.internal';
const PREFIX = '198.18.0.0/15';
const RECORD_LIFE_MS = 600_000;

/** A node that the coordinator knows. */
export interface RehearsedMember {
  readonly name: string;
  readonly staticKey: Uint8Array;
  readonly nodeId: Uint8Array;
  /** Virtual IPv4 address. */
  readonly address: string;
}

interface Client {
  readonly member: RehearsedMember;
  readonly transport: TransportSession;
  readonly endpoint: string;
  candidates: readonly Candidate[];
}

/** As much of a coordinator as two nodes need to register and to be directed to each other. */
export class RehearsedCoordinator {
  readonly #network: RehearsedNetwork;
  readonly #primitives: CryptoPrimitives;
  readonly #wallClockMs: number;
  readonly #keys: { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array };
  readonly #signing = generateKeyPairSync('ed25519');
  readonly #members: readonly RehearsedMember[];
  readonly #clients = new Map<number, Client>();
  readonly #pathId = drawBytes(16);
  #transaction = 0;

  constructor(
    network: RehearsedNetwork,
    of: {
      readonly primitives: CryptoPrimitives;
      readonly wallClockMs: number;
      readonly members: readonly RehearsedMember[];
    },
  ) {
    this.#network = network;
    this.#primitives = of.primitives;
    this.#wallClockMs = of.wallClockMs;
    this.#members = of.members;
    const privateKey = drawBytes(32);
    this.#keys = { privateKey, publicKey: of.primitives.x25519PublicKey(privateKey) };
    network.attach(ENDPOINT, (datagram, source) => {
      if (datagram[0] === 1) this.#initiated(datagram, source);
      else this.#sealed(datagram);
    });
  }

  enrolmentOf({ name, nodeId }: RehearsedMember): Enrolment {
    return {
      nodeId: formatNodeId(nodeId),
      name,
      coordinators: [{ publicKey: this.#keys.publicKey, endpoints: [ENDPOINT] }],
      recordKey: base64UrlDecode(this.#signing.publicKey.export({ format: 'jwk' }).x as string),
      realm: { domain: DOMAIN, prefixes: [PREFIX] },
    };
  }

  /** Name in the DNS. */
  nameOf({ name }: RehearsedMember): string {
    return `${name}.${DOMAIN}`;
  }

  #initiated(message: Uint8Array, endpoint: string): void {
    const identified = identifyInitiator(this.#primitives, this.#keys, message);
    const consumed = identified && consumeInitiation(this.#primitives, this.#keys, identified);
    const member = this.#members.find(
      ({ staticKey }) => consumed !== undefined && bytesEqual(staticKey, consumed.remotePublicKey),
    );
    if (consumed === undefined || member === undefined) return;
    const localIndex = this.#clients.size + 1;
    const ephemeralPrivateKey = drawBytes(32);
    const answered = createResponse(this.#primitives, consumed, { ephemeralPrivateKey, localIndex });
    const keys = deriveTransportKeys(this.#primitives, answered.handshake);
    const { remoteIndex } = answered.handshake;
    const transport = new TransportSession(this.#primitives, { keys, remoteIndex });
    this.#clients.set(localIndex, { member, transport, endpoint, candidates: [] });
    this.#network.send(answered.message, ENDPOINT, endpoint);
  }

  #sealed(packet: Uint8Array): void {
    const index = new DataView(packet.buffer, packet.byteOffset).getUint32(4, true);
    const client = this.#clients.get(index);
    const opened = client?.transport.open(packet);
    if (client === undefined || opened === undefined) return;
    for (const frame of decodeFrames(opened.payload).frames) this.#answer(client, frame);
  }

  #answer(client: Client, frame: SignallingFrame): void {
    const { transaction } = frame;
    switch (frame.kind) {
      case 'registrationRequest':
        client.candidates = frame.candidates;
        this.#send(client, {
          kind: 'registrationResponse',
          transaction,
          observed: parseEndpoint(client.endpoint),
          leaseSeconds: 120,
          serverTime: this.#wallClockMs,
          relayCredentials: [],
          record: this.#recordOf(client.member),
          realmDomain: DOMAIN,
          realmPrefixes: [parsePrefix(PREFIX)],
          resolvers: [parseIpAddress('198.18.0.1')],
        });
        return;
      case 'directionRequest':
        this.#direct(client, transaction);
        return;
      case 'tunnelReport':
        this.#send(client, { kind: 'tunnelReportAnswer', transaction });
        return;
      default:
        return;
    }
  }

  /** Whoever asks is directed to the other one. */
  #direct(asker: Client, transaction: number): void {
    const target = [...this.#clients.values()].find((client) => client !== asker);
    if (target === undefined) return;
    const { nodeId, name, address } = target.member;
    const node = { nodeId, name, addresses: [parseIpAddress(address)] };
    const pathKey = drawBytes(32);
    this.#send(
      asker,
      { kind: 'directionResponse', transaction, outcome: { kind: 'accepted', node } },
      this.#routeDirection(target, 'initiator', pathKey),
    );
    this.#send(target, this.#routeDirection(asker, 'responder', pathKey));
  }

  #routeDirection(
    { member, candidates }: Client,
    role: 'initiator' | 'responder',
    pathKey: Uint8Array,
  ): SignallingFrame {
    this.#transaction += 1;
    return {
      kind: 'routeDirection',
      transaction: this.#transaction,
      pathId: this.#pathId,
      role,
      record: this.#recordOf(member),
      candidates,
      pathKey,
      allowedPrefixes: [],
      capabilities: { control: 1 },
      homeRelay: [],
    };
  }

  #recordOf({ name, nodeId, staticKey, address }: RehearsedMember): Uint8Array {
    const issued = this.#wallClockMs;
    const addresses = [parseIpAddress(address)];
    const validity = { issued, expires: issued + RECORD_LIFE_MS };
    const record = { realm: DOMAIN, nodeId, name, staticKey, addresses, prefixes: [], ...validity };
    return signNodeRecord(record, (bytes) => new Uint8Array(sign(null, bytes, this.#signing.privateKey)));
  }

  #send({ transport, endpoint }: Client, ...frames: SignallingFrame[]): void {
    for (const payload of packFrames(frames.map(encodeFrame))) {
      const datagram = transport.seal(payload);
      if (datagram !== undefined) this.#network.send(datagram, ENDPOINT, endpoint);
    }
  }
}

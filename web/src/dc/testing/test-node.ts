import {
  type Candidate,
  type Capabilities,
  type ConsumedInitiation,
  consumeInitiation,
  consumeResponse,
  createCookieReply,
  createInitiation,
  createResponse,
  decodeFrames,
  deriveTransportKeys,
  encodeFrame,
  type FinishedHandshake,
  type InitiatorHandshake,
  identifyInitiator,
  macKeysOf,
  packFrames,
  parseEndpoint,
  receiverIndexOf,
  type SignallingFrame,
  TransportSession,
  tai64nAfter,
} from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import type { NodeProfile } from '../directory/node-profile.ts';
import { type DcBench, START_WALL_CLOCK, seededBytes, WORKER_PUBLIC_KEY } from './dc-bench.ts';

type Kind = SignallingFrame['kind'];
type FrameOf<K extends Kind> = Extract<SignallingFrame, { kind: K }>;

/** A node as far as the coordinator can tell; it does only what a test tells it to. */
export class TestNode {
  profile: NodeProfile;
  endpoint: string;
  /** Packets as they were opened, oldest first: frames by packet. */
  packets: (readonly SignallingFrame[])[] = [];
  readonly sessions = new Map<number, TransportSession>();
  session: TransportSession | undefined;
  readonly #bench: DcBench;
  readonly #keys: { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array };
  readonly #randomBytes: (length: number) => Uint8Array;
  #handshake: InitiatorHandshake | undefined;
  #lastStamp: Uint8Array | undefined;
  #transaction = 0;

  constructor(bench: DcBench, profile: NodeProfile, privateKey: Uint8Array, endpoint: string) {
    this.#bench = bench;
    this.profile = profile;
    this.endpoint = endpoint;
    this.#keys = { privateKey, publicKey: profile.staticKey };
    this.#randomBytes = seededBytes(1000 + (privateKey[0] ?? 0));
  }

  nextTransaction(): number {
    this.#transaction += 1;
    return this.#transaction;
  }

  /** A new message 1. */
  initiation(): Uint8Array {
    this.#lastStamp = tai64nAfter(START_WALL_CLOCK + this.#bench.now, this.#lastStamp);
    const created = createInitiation(noblePrimitives, {
      local: this.#keys,
      remotePublicKey: WORKER_PUBLIC_KEY,
      ephemeralPrivateKey: this.#randomBytes(32),
      localIndex: this.#drawIndex(),
      timestamp: this.#lastStamp,
    });
    if (created === undefined) throw new Error('bad key');
    this.#handshake = created.handshake;
    return created.message;
  }

  /** Handshake and, as its confirmation, an empty packet. */
  connect(): void {
    this.#bench.receive(this.endpoint, this.initiation());
    this.read();
    if (this.#handshake !== undefined) throw new Error('no message 2 came');
    this.send([]);
  }

  /** Registers, unless said otherwise with one interface address and with all that nodes can do. */
  register(
    candidates: readonly Candidate[] = [this.interfaceCandidate()],
    capabilities: Capabilities = { control: 1 },
  ): FrameOf<'registrationResponse'> {
    const transaction = this.nextTransaction();
    const frame = {
      kind: 'registrationRequest',
      transaction,
      candidates,
      agent: 'test 1',
      capabilities,
      bootId: new Uint8Array(16).fill(7),
    } as const;
    return this.ask(frame, 'registrationResponse');
  }

  keepAlive(): FrameOf<'keepAliveAnswer'> {
    return this.ask({ kind: 'keepAlive', transaction: this.nextTransaction() }, 'keepAliveAnswer');
  }

  interfaceCandidate(): Candidate {
    return { source: 'interface', network: 1, endpoint: parseEndpoint(this.endpoint) };
  }

  /** A DirectionRequest for a name. */
  directionRequest(name: string, lookup = false): FrameOf<'directionRequest'> {
    const target = { kind: 'name', name } as const;
    const candidates = [this.interfaceCandidate()];
    return { kind: 'directionRequest', transaction: this.nextTransaction(), lookup, target, candidates };
  }

  /** Sends a request and returns the answer of that kind, which must come. */
  ask<K extends Kind>(frame: SignallingFrame, kind: K): FrameOf<K> {
    this.send([frame]);
    this.read();
    const answer = this.framesOf(kind).findLast(({ transaction }) => transaction === frame.transaction);
    if (answer === undefined) throw new Error(`no ${kind} came`);
    return answer;
  }

  /** Seals frames, or an empty packet, without sending. */
  sealed(frames: readonly SignallingFrame[]): Uint8Array {
    const [packet = new Uint8Array()] = packFrames(frames.map(encodeFrame));
    const datagram = this.session?.seal(packet);
    if (datagram === undefined) throw new Error('no session');
    return datagram;
  }

  send(frames: readonly SignallingFrame[]): void {
    this.#bench.receive(this.endpoint, this.sealed(frames));
  }

  /** Takes in what the coordinator sent to this node's endpoint; returns the packets. */
  read(): Uint8Array[] {
    const datagrams = this.#bench.takeSent(this.endpoint);
    for (const datagram of datagrams) this.take(datagram);
    return datagrams;
  }

  /** Takes one datagram in, wherever it was sent to. */
  take(datagram: Uint8Array): void {
    if (datagram[0] === 2) this.#responseReceived(datagram);
    else if (datagram[0] === 4) this.#sealedReceived(datagram);
  }

  /** Answers the newest of the coordinator's messages 1 and takes what follows; false when there is none. */
  answerInitiation(): boolean {
    const message = this.#bench.takeSent(this.endpoint).findLast((datagram) => datagram[0] === 1);
    if (message === undefined) return false;
    this.#bench.receive(this.endpoint, this.responseTo(message));
    this.read();
    return true;
  }

  /** Message 2 to a message 1 of the coordinator. */
  responseTo(message: Uint8Array): Uint8Array {
    const consumed = this.#consumed(message);
    const response = createResponse(noblePrimitives, consumed, {
      ephemeralPrivateKey: this.#randomBytes(32),
      localIndex: this.#drawIndex(),
    });
    this.#use(response.handshake);
    return response.message;
  }

  /** The stamp in a message 1 of the coordinator. */
  stampOf(message: Uint8Array): Uint8Array {
    return this.#consumed(message).timestamp;
  }

  /** Message 3 to a message 1 of the coordinator. */
  cookieReplyTo(message: Uint8Array, cookie: Uint8Array): Uint8Array {
    const { cookieKey } = macKeysOf(noblePrimitives, this.#keys.publicKey);
    const nonce = this.#randomBytes(24);
    return createCookieReply(noblePrimitives, { cookieKey, message, cookie, nonce });
  }

  /** Frames of one kind that came, oldest first. */
  framesOf<K extends Kind>(kind: K): FrameOf<K>[] {
    return this.packets.flat().filter((frame): frame is FrameOf<K> => frame.kind === kind);
  }

  /** The newest RouteDirection that came. */
  get direction(): FrameOf<'routeDirection'> {
    const direction = this.framesOf('routeDirection').at(-1);
    if (direction === undefined) throw new Error('no RouteDirection came');
    return direction;
  }

  /** Confirms the newest RouteDirection. */
  confirm(): void {
    const { transaction, pathId } = this.direction;
    this.send([{ kind: 'routeConfirmation', transaction, pathId }]);
  }

  #consumed(message: Uint8Array): ConsumedInitiation {
    const identified = identifyInitiator(noblePrimitives, this.#keys, message);
    const consumed = identified && consumeInitiation(noblePrimitives, this.#keys, identified);
    if (consumed === undefined) throw new Error('the message 1 of the coordinator is not authentic');
    return consumed;
  }

  #responseReceived(message: Uint8Array): void {
    const finished = this.#handshake && consumeResponse(noblePrimitives, this.#handshake, message);
    if (finished === undefined) return;
    this.#handshake = undefined;
    this.#use(finished);
  }

  #sealedReceived(datagram: Uint8Array): void {
    const opened = this.sessions.get(receiverIndexOf(datagram))?.open(datagram);
    if (opened !== undefined) this.packets.push(decodeFrames(opened.payload).frames);
  }

  #use(finished: FinishedHandshake): void {
    const keys = deriveTransportKeys(noblePrimitives, finished);
    this.session = new TransportSession(noblePrimitives, { keys, remoteIndex: finished.remoteIndex });
    this.sessions.set(finished.localIndex, this.session);
  }

  #drawIndex(): number {
    return new DataView(this.#randomBytes(4).buffer).getUint32(0);
  }
}

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  classifyDatagram,
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  decodeFrames,
  deriveTransportKeys,
  encodeFrame,
  type FinishedHandshake,
  type InitiatorHandshake,
  identifyInitiator,
  packFrames,
  parseEndpoint,
  receiverIndexOf,
  type SignallingFrame,
  TransportSession,
  tai64nAfter,
} from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import type { KeyPair } from '../../../keys/load-keys.ts';

type Kind = SignallingFrame['kind'];
type FrameOf<K extends Kind> = Extract<SignallingFrame, { kind: K }>;

const random = (length: number) => new Uint8Array(randomBytes(length));
const ANSWER_WITHIN_MS = 5_000;

/** A key pair such as a device draws. */
export function drawKeyPair(): KeyPair {
  const privateKey = random(32);
  return { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };
}

/** A node on a real socket, as far as the coordinator can tell; it starts nothing by itself but answers message 1. */
export class SignallingClient {
  readonly keys: KeyPair;
  /** Frames that came, oldest first. */
  readonly frames: SignallingFrame[] = [];
  /** How many handshakes the coordinator began. */
  called = 0;
  readonly #socket: Socket = createSocket('udp4');
  readonly #coordinatorKey: Uint8Array;
  readonly #port: number;
  readonly #sessions = new Map<number, TransportSession>();
  readonly #waiting = new Set<() => void>();
  #session: TransportSession | undefined;
  #handshake: InitiatorHandshake | undefined;
  #stamp: Uint8Array | undefined;
  #transaction = 0;

  constructor(of: { coordinatorKey: Uint8Array; port: number; keys?: KeyPair }) {
    this.keys = of.keys ?? drawKeyPair();
    this.#coordinatorKey = of.coordinatorKey;
    this.#port = of.port;
    this.#socket.on('message', (datagram) => this.#received(new Uint8Array(datagram)));
  }

  get endpoint(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#socket.bind(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /** Handshake and, as its confirmation, an empty packet; returns message 1. */
  async connect(): Promise<Uint8Array> {
    this.#session = undefined;
    const initiation = this.initiation();
    this.sendDatagram(initiation);
    await this.until(() => this.#session !== undefined, 'message 2');
    this.send();
    return initiation;
  }

  /** A new message 1. */
  initiation(): Uint8Array {
    this.#stamp = tai64nAfter(Date.now(), this.#stamp);
    const created = createInitiation(nodePrimitives, {
      local: this.keys,
      remotePublicKey: this.#coordinatorKey,
      ephemeralPrivateKey: random(32),
      localIndex: drawIndex(),
      timestamp: this.#stamp,
    });
    if (created === undefined) throw new Error('bad key');
    this.#handshake = created.handshake;
    return created.message;
  }

  register(bootId = random(16)): Promise<FrameOf<'registrationResponse'>> {
    const endpoint = parseEndpoint(this.endpoint);
    return this.ask(
      {
        kind: 'registrationRequest',
        transaction: ++this.#transaction,
        candidates: [{ source: 'interface', network: 1, endpoint }],
        agent: 'test 1',
        capabilities: { control: 1 },
        bootId,
      },
      'registrationResponse',
    );
  }

  keepAlive(): Promise<FrameOf<'keepAliveAnswer'>> {
    return this.ask({ kind: 'keepAlive', transaction: ++this.#transaction }, 'keepAliveAnswer');
  }

  direct(name: string): Promise<FrameOf<'directionResponse'>> {
    const target = { kind: 'name', name } as const;
    const frame = { kind: 'directionRequest', lookup: false, target, candidates: [] } as const;
    return this.ask({ ...frame, transaction: ++this.#transaction }, 'directionResponse');
  }

  report(
    pathId: Uint8Array,
    event: FrameOf<'tunnelReport'>['event'],
  ): Promise<FrameOf<'tunnelReportAnswer'>> {
    const transaction = ++this.#transaction;
    return this.ask(
      { kind: 'tunnelReport', transaction, pathId, event, reason: 'for the test' },
      'tunnelReportAnswer',
    );
  }

  /** The next frame of a kind that has not been taken. */
  async take<K extends Kind>(kind: K): Promise<FrameOf<K>> {
    const find = () => this.frames.findIndex((frame) => frame.kind === kind);
    await this.until(() => find() >= 0, kind);
    return this.frames.splice(find(), 1)[0] as FrameOf<K>;
  }

  /** Sends frames, or an empty packet, in the present session. */
  send(...frames: SignallingFrame[]): void {
    const [packet = new Uint8Array()] = packFrames(frames.map(encodeFrame));
    const sealed = this.#session?.seal(packet);
    if (sealed === undefined) throw new Error('no session');
    this.sendDatagram(sealed);
  }

  sendDatagram(datagram: Uint8Array): void {
    this.#socket.send(datagram, this.#port, '127.0.0.1');
  }

  /** Waits for something that only what is received can bring about. */
  until(holds: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${what} did not come`));
      }, ANSWER_WITHIN_MS);
      this.#waiting.add(look);
      look();
    });
  }

  async ask<K extends Kind>(frame: SignallingFrame, kind: K): Promise<FrameOf<K>> {
    this.send(frame);
    const find = () => this.frames.find((one) => one.kind === kind && one.transaction === frame.transaction);
    await this.until(() => find() !== undefined, kind);
    return find() as FrameOf<K>;
  }

  #received(datagram: Uint8Array): void {
    const kind = classifyDatagram(datagram);
    if (kind === 'response') this.#responseReceived(datagram);
    else if (kind === 'initiation') this.#initiationReceived(datagram);
    else if (kind === 'transport') this.#packetReceived(datagram);
    for (const look of [...this.#waiting]) look();
  }

  #responseReceived(datagram: Uint8Array): void {
    if (this.#handshake === undefined) return;
    const finished = consumeResponse(nodePrimitives, this.#handshake, datagram);
    if (finished !== undefined) this.#install(finished);
  }

  #initiationReceived(datagram: Uint8Array): void {
    const identified = identifyInitiator(nodePrimitives, this.keys, datagram);
    const consumed = identified && consumeInitiation(nodePrimitives, this.keys, identified);
    if (consumed === undefined) return;
    this.called += 1;
    const { message, handshake } = createResponse(nodePrimitives, consumed, {
      ephemeralPrivateKey: random(32),
      localIndex: drawIndex(),
    });
    this.#install(handshake);
    this.sendDatagram(message);
  }

  #packetReceived(datagram: Uint8Array): void {
    const opened = this.#sessions.get(receiverIndexOf(datagram))?.open(datagram);
    if (opened !== undefined) this.frames.push(...decodeFrames(opened.payload).frames);
  }

  #install(finished: FinishedHandshake): void {
    const keys = deriveTransportKeys(nodePrimitives, finished);
    this.#session = new TransportSession(nodePrimitives, { keys, remoteIndex: finished.remoteIndex });
    this.#sessions.set(finished.localIndex, this.#session);
  }
}

function drawIndex(): number {
  return randomBytes(4).readUInt32LE();
}

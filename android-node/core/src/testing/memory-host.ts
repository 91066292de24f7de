import { type CryptoPrimitives, utf8Decode, utf8Encode } from '@ntmobile/shared';
import type { NodeInput } from '../inputs.ts';
import { NtmNode } from '../node/node.ts';
import type { NodeOutput } from '../outputs.ts';
import type { NodeReport } from '../report.ts';
import {
  type Station,
  seededBytes,
  seededRandom,
  type VirtualNetwork,
  type VirtualPacket,
} from './virtual-network.ts';

type Output<Kind extends NodeOutput['kind']> = Extract<NodeOutput, { kind: Kind }>;

interface MemorySession extends Output<'installSession'> {
  sending: boolean;
  at: string | undefined;
  counter: bigint;
}

const SEALED_TYPE = 4;

/**
 * A host of one node in memory. Its data plane routes by address and finds sessions by index as the real one
 * does, but "seals" by naming the key, and has no packet-driven timers: those a test raises by `feed`.
 */
export class MemoryHost implements Station {
  readonly node: NtmNode;
  readonly outputs: NodeOutput[] = [];
  readonly state: Record<string, string> = {};
  readonly delivered: string[] = [];
  readonly sessions = new Map<number, MemorySession>();
  readonly peers = new Map<number, Output<'setPeer'>>();
  readonly #owned = new Set<number>();
  readonly #network: VirtualNetwork;
  #address: string;
  #deadline: number | undefined;

  constructor(
    network: VirtualNetwork,
    address: string,
    of: { readonly seed: number; readonly privateKey: Uint8Array; readonly primitives: CryptoPrimitives },
  ) {
    this.#network = network;
    this.#address = address;
    const { seed, privateKey, primitives } = of;
    const randomBytes = seededBytes(seededRandom(seed));
    this.node = new NtmNode({ primitives, randomBytes, privateKey, agent: 'test 1' });
  }

  get endpoint(): string {
    return `${this.#address}:5000`;
  }

  get reports(): readonly NodeReport[] {
    return this.outputs.flatMap((output) => (output.kind === 'report' ? [output.report] : []));
  }

  deadline(): number | undefined {
    return this.#deadline;
  }

  wake(): void {
    this.feed({ kind: 'timeReached' });
  }

  /** Hands an input in and executes what follows. */
  feed(input: NodeInput): void {
    this.node.handleInput(input, this.#network.now);
    for (;;) {
      const output = this.node.pollOutput();
      if (output.kind === 'armTimer') {
        this.#deadline = output.at;
        return;
      }
      this.outputs.push(output);
      this.#execute(output);
    }
  }

  /** An application's packet for an inner address. */
  sendData(destination: string, text: string): void {
    const peer = [...this.peers.values()].find(({ prefixes }) =>
      prefixes.some((prefix) => prefix.replace(/\/.*/, '') === destination),
    );
    const session = [...this.sessions.values()]
      .reverse()
      .find((one) => one.peer === peer?.peer && one.sending);
    if (session === undefined) this.feed({ kind: 'missed', destination });
    else this.#seal(session, utf8Encode(`data:${text}`));
  }

  /** The machine gets another address and the old one is gone. */
  move(address: string): void {
    this.#network.attach(this.endpoint, undefined);
    this.#address = address;
    this.#network.attach(this.endpoint, this);
    this.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth0', addresses: [address] }] });
  }

  receive({ source, datagram }: VirtualPacket): void {
    const type = datagram[0] as number;
    if (type !== SEALED_TYPE) {
      this.feed({ kind: 'handshakeReceived', socket: 4, source, message: datagram });
      return;
    }
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const localIndex = view.getUint32(4, true);
    const counter = view.getBigUint64(8, true);
    if (this.#owned.has(localIndex)) {
      this.feed({ kind: 'sealedReceived', socket: 4, source, localIndex, counter, packet: datagram });
      return;
    }
    const session = this.sessions.get(localIndex);
    if (session !== undefined) this.#open(session, source, counter, datagram.subarray(16));
  }

  #open(session: MemorySession, source: string, counter: bigint, sealed: Uint8Array): void {
    const { peer, localIndex, receiveKey } = session;
    if (sealed.subarray(0, 32).join() !== receiveKey.join()) throw new Error('sealed with another key');
    if (!session.sending) {
      session.sending = true;
      session.at = source;
      this.sessions.delete(localIndex);
      this.sessions.set(localIndex, session);
      this.feed({ kind: 'sessionConfirmed', peer, localIndex, socket: 4, source });
    }
    const payload = sealed.slice(32);
    if (payload.length === 0) return;
    if ((payload[0] as number) >> 4 === 1) {
      this.feed({ kind: 'controlReceived', peer, localIndex, source, counter, payload });
      return;
    }
    this.delivered.push(utf8Decode(payload).slice(5));
  }

  #seal(session: MemorySession, payload: Uint8Array): void {
    const datagram = new Uint8Array(16 + 32 + payload.length);
    const view = new DataView(datagram.buffer);
    datagram[0] = SEALED_TYPE;
    view.setUint32(4, session.remoteIndex, true);
    view.setBigUint64(8, session.counter++, true);
    datagram.set(session.sendKey, 16);
    datagram.set(payload, 48);
    if (session.at !== undefined) this.#send(session.at, datagram);
  }

  #send(destination: string, datagram: Uint8Array): void {
    this.#network.send({ source: this.endpoint, destination, datagram });
  }

  #execute(output: Exclude<NodeOutput, { kind: 'armTimer' }>): void {
    switch (output.kind) {
      case 'openSocket':
        if (output.family === 6) {
          this.feed({ kind: 'socketFailed', socket: 6, message: 'no IPv6' });
          return;
        }
        this.#network.attach(this.endpoint, this);
        this.feed({ kind: 'socketOpened', socket: output.socket, port: 5000 });
        return;
      case 'sendDatagram':
        this.#send(output.destination, output.datagram);
        return;
      case 'setPeer':
        this.peers.set(output.peer, output);
        return;
      case 'removePeer':
        this.peers.delete(output.peer);
        return;
      case 'installSession':
        this.sessions.set(output.localIndex, {
          ...output,
          sending: output.role === 'initiator',
          at: output.endpoint,
          counter: 0n,
        });
        return;
      case 'removeSession':
        this.sessions.delete(output.localIndex);
        return;
      case 'sealControl': {
        const session = this.sessions.get(output.localIndex);
        if (session !== undefined) this.#seal(session, output.payload);
        return;
      }
      case 'ownIndex':
        this.#owned.add(output.localIndex);
        return;
      case 'releaseIndex':
        this.#owned.delete(output.localIndex);
        return;
      case 'saveState':
        this.state[output.key] = output.value;
        return;
      default:
        return;
    }
  }
}

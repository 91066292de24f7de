import { type Enrolment, type NodeInput, type NodeOutput, NtmNode } from '@ntmobile/node-core';
import type { CryptoPrimitives } from '@ntmobile/shared';
import { drawBytes } from '../draw-bytes.ts';
import type { RehearsedNetwork } from './rehearsed-network.ts';

type Session = Extract<NodeOutput, { kind: 'installSession' }>;

const SOCKET = 4;
const PORT = 5000;
const SEALED = 4;

/** What makes a node that rehearses. */
export interface RehearsedNodeOptions {
  readonly network: RehearsedNetwork;
  readonly primitives: CryptoPrimitives;
  readonly privateKey: Uint8Array;
  /** IPv4 address of its one network. */
  readonly address: string;
  /** Unix milliseconds. */
  readonly wallClockMs: number;
}

/** A real core whose data plane, TUN and disk are left out: control payloads reach the peer as they are. */
export class RehearsedNode {
  /** Sessions by local index, as the data plane would have them. */
  readonly sessions = new Map<number, Session>();
  dnsAnswers = 0;
  /** Control payloads of the peer. */
  controlReceived = 0;
  readonly #options: RehearsedNodeOptions;
  readonly #node: NtmNode;
  #peer: RehearsedNode | undefined;

  constructor(options: RehearsedNodeOptions) {
    const { primitives, privateKey, address, network } = options;
    this.#options = options;
    this.#node = new NtmNode({ primitives, randomBytes: drawBytes, privateKey, agent: 'rehearsal' });
    network.attach(this.endpoint, (datagram, source) => this.#received(datagram, source));
    this.feed({ kind: 'started', wallClockMs: options.wallClockMs, state: {} });
    this.feed({ kind: 'networkChanged', interfaces: [{ name: 'rehearsal', addresses: [address] }] });
    const none = { staticAddresses: [], peers: [], allowedTestPrefixes: [] };
    this.feed({ kind: 'configured', configuration: { listenPort: PORT, tunMtu: 1_440, ...none } });
  }

  get endpoint(): string {
    return `${this.#options.address}:${PORT}`;
  }

  /** Registers; tunnels are built with this peer only. */
  enrol(enrolment: Enrolment, peer: RehearsedNode): void {
    this.#peer = peer;
    this.feed({ kind: 'enrolled', enrolment });
  }

  feed(input: NodeInput): void {
    // All of it happens at one instant: no timer is ever due.
    this.#node.handleInput(input, 0);
    for (let output = this.#node.pollOutput(); output.kind !== 'armTimer'; output = this.#node.pollOutput())
      this.#execute(output);
  }

  #received(datagram: Uint8Array, source: string): void {
    if (datagram[0] !== SEALED) {
      this.feed({ kind: 'handshakeReceived', socket: SOCKET, source, message: datagram });
      return;
    }
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const [localIndex, counter] = [view.getUint32(4, true), view.getBigUint64(8, true)];
    this.feed({ kind: 'sealedReceived', socket: SOCKET, source, localIndex, counter, packet: datagram });
  }

  #execute(output: NodeOutput): void {
    const { network } = this.#options;
    switch (output.kind) {
      case 'openSocket': {
        const { socket, family } = output;
        if (family === 4) network.later(() => this.feed({ kind: 'socketOpened', socket, port: PORT }));
        else network.later(() => this.feed({ kind: 'socketFailed', socket, message: 'none here' }));
        return;
      }
      case 'sendDatagram':
        network.send(output.datagram, this.endpoint, output.destination);
        return;
      case 'installSession':
        this.sessions.set(output.localIndex, output);
        return;
      case 'sealControl':
        this.#sendControl(output.localIndex, output.payload);
        return;
      case 'answerDns':
        this.dnsAnswers += 1;
        return;
      default:
        return;
    }
  }

  #sendControl(localIndex: number, payload: Uint8Array): void {
    const [session, peer] = [this.sessions.get(localIndex), this.#peer];
    if (session === undefined || peer === undefined) return;
    this.#options.network.later(() => peer.#opened(session.remoteIndex, payload, this.endpoint));
  }

  #opened(localIndex: number, payload: Uint8Array, source: string): void {
    const session = this.sessions.get(localIndex);
    if (session === undefined) return;
    const { peer, role } = session;
    if (role === 'responder' && this.controlReceived === 0)
      this.feed({ kind: 'sessionConfirmed', peer, localIndex, socket: SOCKET, source });
    const counter = BigInt(this.controlReceived);
    this.controlReceived += 1;
    if (payload.length > 0)
      this.feed({ kind: 'controlReceived', peer, localIndex, source, counter, payload });
  }
}

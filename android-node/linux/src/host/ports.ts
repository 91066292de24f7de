import type { NodeInput, NodeOutput, NodeReport, PeerCounters } from '@ntmobile/node-core';

/** The sans-IO node: one input, then outputs until `armTimer`. */
export interface NodeCore {
  handleInput(input: NodeInput, now: number): void;
  pollOutput(): NodeOutput;
}

type Shape<Kind extends NodeOutput['kind']> = Omit<Extract<NodeOutput, { kind: Kind }>, 'kind'>;

/** What the host calls on the data plane. */
export interface DataPlanePort {
  openSocket(o: Shape<'openSocket'> & { address?: string }): { port: number };
  closeSocket(socket: number): void;
  sendDatagram(o: Shape<'sendDatagram'>): void;
  setPeer(o: Omit<Shape<'setPeer'>, 'peerKind'> & { kind: 'ntm' | 'stock' }): void;
  removePeer(peer: number): void;
  installSession(o: Shape<'installSession'>): void;
  removeSession(localIndex: number): void;
  setEndpoint(o: Shape<'setEndpoint'>): void;
  setPathMtu(peer: number, mtu: number): void;
  sealControl(o: Shape<'sealControl'>): void;
  ownIndex(localIndex: number): void;
  releaseIndex(localIndex: number): void;
  refuse(o: Shape<'refuse'>): void;
  answerDns(o: Shape<'answerDns'>): void;
  setResolver(o: { addresses: string[] }): void;
  setVirtualAddresses(addresses: string[], realmPrefixes: string[]): void;
  counters(): { totals: Record<string, number>; peers: PeerCounters[] };
  close(): void;
}

/** What the host asks of the machine it runs on. */
export interface HostServices {
  /** Monotonic milliseconds that count suspend. */
  now(): number;
  /** Local address for sockets of this family; every one where it says none. */
  socketAddress?(family: 4 | 6): string | undefined;
  configureTun(o: Shape<'configureTun'>): Promise<void>;
  askUpstream(query: Uint8Array): Promise<Uint8Array | undefined>;
  /** `now`: durable when it returns; `soon`: within a second. */
  saveState(key: string, value: string, urgency: 'now' | 'soon'): void;
  report(report: NodeReport): void;
  /** The system refused a socket; the core is told too. */
  socketRefused?(port: number, error: unknown): void;
  /** For debugging only, where the core was told to reveal them. */
  logHandshakeKeys?(keys: HandshakeKeys): void;
}

export type HandshakeKeys = Shape<'logHandshakeKeys'>;

export type TunConfiguration = Shape<'configureTun'>;

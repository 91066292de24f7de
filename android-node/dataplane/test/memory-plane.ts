import { createCipheriv } from 'node:crypto';
import { DataPlane, type DataPlaneEvent, type OutgoingDatagram, type SessionOptions } from '../src/index.ts';

export const publicKey = new Uint8Array(32).fill(9);
export const keyOut = new Uint8Array(32).fill(1);
export const keyIn = new Uint8Array(32).fill(2);
export const localIndex = 0x10203040;
export const remoteIndex = 0x50607080;
export const remoteEndpoint = '192.0.2.2:2000';
export const own = '198.18.0.1';
export const own6 = 'fd00::1';
export const correspondent = '198.18.0.2';
export const correspondent6 = 'fd00::2';

/** A type 4 packet sealed by node's own crypto, not by the data plane. */
export function seal(counter: bigint, payload: Uint8Array, key = keyIn, index = localIndex): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(index, 4);
  header.writeBigUInt64LE(counter, 8);
  const nonce = Buffer.concat([Buffer.alloc(4), header.subarray(8)]);
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
}

/** A data plane in memory with a clock of its own, which keeps all that it hands out. */
export class MemoryPlane {
  now = 1_000_000;
  readonly events: DataPlaneEvent[] = [];
  readonly tunPackets: Buffer[] = [];
  readonly datagrams: OutgoingDatagram[] = [];
  readonly plane: DataPlane;

  constructor(identity = publicKey) {
    this.plane = new DataPlane({
      identity: { publicKey: identity },
      tun: { kind: 'memory', mtu: 1440 },
      udp: 'memory',
      onEvents: (events) => this.events.push(...events),
      onTunPackets: (packets) => this.tunPackets.push(...packets.map((packet) => Buffer.from(packet))),
      onDatagrams: (datagrams) => this.datagrams.push(...datagrams),
      clock: () => this.now,
    });
    this.plane.openSocket({ socket: 1, family: 4, port: 0 });
    this.plane.setVirtualAddresses([own, own6], ['198.18.0.0/15', 'fd00::/64']);
  }

  /** Peer 1 with the correspondent's addresses. */
  addPeer(kind: 'ntm' | 'stock' = 'stock', pathMtu = 1420): this {
    this.plane.setPeer({
      peer: 1,
      prefixes: [`${correspondent}/32`, `${correspondent6}/128`],
      kind,
      pathMtu,
    });
    return this;
  }

  addSession(changes: Partial<SessionOptions> = {}): this {
    this.plane.installSession({
      peer: 1,
      localIndex,
      remoteIndex,
      sendKey: keyOut,
      receiveKey: keyIn,
      role: 'initiator',
      socket: 1,
      endpoint: remoteEndpoint,
      establishedAt: this.now,
      ...changes,
    });
    return this;
  }

  receive(datagram: Uint8Array, source = remoteEndpoint): void {
    this.plane.datagramReceived(1, source, datagram);
  }

  /** Lets the clock run and every deadline on the way happen at its time. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (
      let due = this.plane.nextDeadline();
      due !== undefined && due <= end;
      due = this.plane.nextDeadline()
    ) {
      this.now = Math.max(this.now, due);
      this.plane.timeReached();
    }
    this.now = end;
    this.plane.timeReached();
  }

  total(name: string): number {
    const value = this.plane.counters().totals[name];
    if (value === undefined) throw new Error(`no counter ${name}`);
    return value;
  }

  eventsOf<Kind extends DataPlaneEvent['kind']>(kind: Kind): Extract<DataPlaneEvent, { kind: Kind }>[] {
    return this.events.filter(
      (event): event is Extract<DataPlaneEvent, { kind: Kind }> => event.kind === kind,
    );
  }
}

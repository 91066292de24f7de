import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyIn, MemoryPlane, remoteEndpoint } from './memory-plane.ts';

interface Vectors {
  packets: {
    name: string;
    key: string;
    receiverIndex: number;
    counter: string;
    payload: string;
    packet: string;
  }[];
}

const { packets } = JSON.parse(
  readFileSync(new URL('../../../shared/vectors/wireguard-transport.json', import.meta.url), 'utf8'),
) as Vectors;
/** A data plane counts from 0, so high counters can only be received. */
const sealable = packets.filter(({ counter }) => BigInt(counter) < 1000n);
const hex = (text: string) => Buffer.from(text, 'hex');

describe('transport packets of the shared vectors', () => {
  it.each(packets)('"$name" is opened, once', ({ key, receiverIndex, packet }) => {
    const host = new MemoryPlane()
      .addPeer('ntm')
      .addSession({ receiveKey: hex(key), localIndex: receiverIndex });
    host.receive(hex(packet));
    expect(host.total('authenticationFailed') + host.total('replayed')).toBe(0);
    expect(host.plane.counters().peers[0]?.lastReceivedAt).toBe(host.now);
    host.receive(hex(packet));
    expect(host.total('replayed')).toBe(1);
  });

  it.each(sealable)('"$name" is sealed alike', ({ key, receiverIndex, counter, payload, packet }) => {
    const host = new MemoryPlane().addPeer('ntm').addSession({
      sendKey: hex(key),
      receiveKey: keyIn,
      remoteIndex: receiverIndex,
      localIndex: 1,
    });
    for (let i = 0; i < Number(counter); i++)
      host.plane.sealControl({ localIndex: 1, payload: new Uint8Array() });
    host.plane.sealControl({ localIndex: 1, payload: hex(payload) });
    const sent = host.datagrams.at(-1);
    expect(sent?.destination).toBe(remoteEndpoint);
    expect(Buffer.from(sent?.datagram ?? []).toString('hex')).toBe(packet);
  });
});

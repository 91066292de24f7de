import { describe, expect, it } from 'vitest';
import { localIndex, MemoryPlane, seal } from './memory-plane.ts';

/** A generator of its own, so that a failure can be seen again (Park and Miller). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const out = [...items];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (state * 48271) % 0x7fffffff;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

const keepalive = (counter: bigint) => seal(counter, new Uint8Array());

describe('the replay window', () => {
  it('takes each of 8,000 shuffled counters once, whatever is repeated', () => {
    const host = new MemoryPlane().addPeer().addSession();
    const packets = Array.from({ length: 8000 }, (_, i) => keepalive(BigInt(i)));
    for (const packet of shuffled([...packets, ...packets], 42)) host.receive(packet);
    expect(host.total('keepalivesReceived')).toBe(8000);
    expect(host.total('replayed')).toBe(8000);
  });

  it('takes a counter 8,127 below the highest and refuses one 8,128 below', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.receive(keepalive(20_000n));
    host.receive(keepalive(20_000n - 8127n));
    expect(host.total('keepalivesReceived')).toBe(2);
    host.receive(keepalive(20_000n - 8128n));
    expect(host.total('replayed')).toBe(1);
  });

  it('forgets nothing that matters when it jumps far ahead', () => {
    const host = new MemoryPlane().addPeer().addSession();
    for (const counter of [0n, 1n << 40n, (1n << 40n) - 1n, 1n << 40n, 0n]) host.receive(keepalive(counter));
    expect(host.total('keepalivesReceived')).toBe(3);
    expect(host.total('replayed')).toBe(2);
  });

  it('is not moved by a forged packet with a high counter', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.receive(seal(1n << 50n, new Uint8Array(), new Uint8Array(32), localIndex));
    host.receive(keepalive(0n));
    expect(host.total('keepalivesReceived')).toBe(1);
  });

  it('refuses counters from 2^64 - 2^13 - 1 on', () => {
    const host = new MemoryPlane().addPeer().addSession();
    const limit = 2n ** 64n - 2n ** 13n - 1n;
    host.receive(keepalive(limit));
    expect(host.total('replayed')).toBe(1);
    host.receive(keepalive(limit - 1n));
    expect(host.total('keepalivesReceived')).toBe(1);
  });
});

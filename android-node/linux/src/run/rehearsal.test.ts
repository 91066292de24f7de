import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { describe, expect, it, vi } from 'vitest';
import { drawBytes } from './draw-bytes.ts';
import { rehearseHandshakes } from './rehearsal.ts';

describe('rehearsing handshakes', () => {
  it('carries a packet from one side to the other, several times', () => {
    const aeadOpen = vi.fn(nodePrimitives.aeadOpen);
    rehearseHandshakes({ ...nodePrimitives, aeadOpen }, drawBytes);
    const transportOpened = aeadOpen.mock.results.filter(({ value }) => value?.length === 64);
    expect(transportOpened).toHaveLength(3);
  });

  it('tells of primitives that cannot talk to each other before any peer does', () => {
    const broken = { ...nodePrimitives, aeadOpen: () => undefined };
    expect(() => rehearseHandshakes(broken, drawBytes)).toThrow('do not agree');
  });
});

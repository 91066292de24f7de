import { randomBytes } from 'node:crypto';
import { ed25519Signer, nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, it, vi } from 'vitest';
import { rehearseDirection } from './rehearsal.ts';
import { Rehearsals } from './start-rehearsals.ts';

const NOW = 1_800_000_000_000;
const random = (length: number) => new Uint8Array(randomBytes(length));
const sign = ed25519Signer(random(32));

it('takes two nodes through registration and direction, any number of times', () => {
  const signed = vi.fn(sign);
  for (let run = 0; run < 3; run++)
    rehearseDirection({ primitives: nodePrimitives, randomBytes: random, sign: signed }, NOW);
  // A record of each node, used in its registration and for the other one.
  expect(signed).toHaveBeenCalledTimes(3 * 2);
});

it('tells of a coordinator that directs nobody', () => {
  const broken = { ...nodePrimitives, aeadOpen: () => undefined };
  expect(() => rehearseDirection({ primitives: broken, randomBytes: random, sign }, NOW)).toThrow(
    'rehearsed',
  );
});

it('is given up after one failure, which is told once', () => {
  vi.useFakeTimers();
  const primitives = { ...nodePrimitives, aeadOpen: () => undefined };
  const failed = vi.fn();
  new Rehearsals().start({ primitives, randomBytes: random }, failed);
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  expect(failed.mock.calls).toEqual([
    [expect.objectContaining({ message: expect.stringContaining('rehearsed') })],
  ]);
});

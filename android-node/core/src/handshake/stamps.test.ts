import { compareBytes } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { OutputQueue } from '../output-queue.ts';
import { Stamps } from './stamps.ts';

const WALL = Date.UTC(2026, 0, 1);

function savedState(outputs: OutputQueue): Record<string, string> {
  const state: Record<string, string> = {};
  for (let output = outputs.take(); output; output = outputs.take())
    if (output.kind === 'saveState') state[output.key] = output.value;
  return state;
}

describe('own stamps', () => {
  it('rise with every message, also within one millisecond', () => {
    const stamps = new Stamps(new OutputQueue());
    stamps.start(WALL, {}, 1000);
    const [first, second, later] = [stamps.next(1000), stamps.next(1000), stamps.next(5000)];
    expect(compareBytes(second, first)).toBeGreaterThan(0);
    expect(compareBytes(later, second)).toBeGreaterThan(0);
    expect(new DataView(first.buffer).getBigUint64(0)).toBeLessThanOrEqual(
      2n ** 62n + 10n + BigInt(WALL / 1000),
    );
  });

  it('wait for the disk once, and have their bound renewed before it comes near', () => {
    const outputs = new OutputQueue();
    const stamps = new Stamps(outputs);
    stamps.start(WALL, {}, 0);
    const urgencies = (now: number) => {
      stamps.next(now);
      const found: string[] = [];
      for (let output = outputs.take(); output; output = outputs.take())
        if (output.kind === 'saveState') found.push(output.urgency);
      return found;
    };
    expect(urgencies(0)).toEqual(['now']);
    expect(urgencies(120_000)).toEqual([]);
    expect(urgencies(240_000)).toEqual(['soon']);
    expect(urgencies(300_000)).toEqual([]);
    // Nothing drew a stamp for an hour.
    expect(urgencies(3_900_000)).toEqual(['now']);
  });

  it('never reach the stored bound, from which the next run goes on', () => {
    const outputs = new OutputQueue();
    const stamps = new Stamps(outputs);
    stamps.start(WALL, {}, 0);
    let last = stamps.next(0);
    const stored = savedState(outputs);
    // Only the first save was durable when the machine lost its power.
    for (let now = 1_000; now <= 299_000; now += 1_000) last = stamps.next(now);
    const after = new Stamps(outputs);
    after.start(0, stored, 0);
    expect(compareBytes(after.next(0), last)).toBeGreaterThan(0);
  });

  it('rise over a restart with a clock that went back', () => {
    const outputs = new OutputQueue();
    const before = new Stamps(outputs);
    before.start(WALL, {}, 0);
    const last = before.next(0);
    const after = new Stamps(outputs);
    after.start(0, savedState(outputs), 0);
    expect(compareBytes(after.next(0), last)).toBeGreaterThan(0);
  });
});

describe("peers' stamps", () => {
  const key = new Uint8Array(32).fill(7);
  const stamp = (value: number) => new Uint8Array(12).fill(value);

  it('are accepted once and in rising order only, for each key on its own', () => {
    const stamps = new Stamps(new OutputQueue());
    expect(stamps.accept(key, stamp(2))).toBe(true);
    expect(stamps.accept(key, stamp(2))).toBe(false);
    expect(stamps.accept(key, stamp(1))).toBe(false);
    expect(stamps.accept(new Uint8Array(32), stamp(1))).toBe(true);
    expect(stamps.accept(key, stamp(3))).toBe(true);
  });

  it('are remembered over a restart', () => {
    const outputs = new OutputQueue();
    new Stamps(outputs).accept(key, stamp(9));
    const after = new Stamps(outputs);
    after.start(WALL, savedState(outputs), 0);
    expect(after.accept(key, stamp(9))).toBe(false);
  });
});

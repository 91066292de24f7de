import type { NetworkInterface } from '@ntmobile/node-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SettledChanges } from './settled-changes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells once, 2 s after the last of several changes, and nothing after its end', () => {
  let interfaces: NetworkInterface[] = [];
  let told = 0;
  const changes = new SettledChanges(
    () => interfaces,
    () => {
      told += 1;
    },
  );
  const second = (...names: string[]) => {
    interfaces = names.map((name) => ({ name, addresses: ['192.0.2.5'] }));
    changes.check();
    vi.advanceTimersByTime(1_000);
  };
  second('eth0');
  second('eth0', 'wg0');
  expect(told).toBe(0);
  second('eth0', 'wg0');
  second('eth0', 'wg0');
  expect(told).toBe(1);
  second('eth0');
  changes.end();
  vi.advanceTimersByTime(10_000);
  expect(told).toBe(1);
});

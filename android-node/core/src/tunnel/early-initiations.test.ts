import { expect, it } from 'vitest';
import type { OpenedInitiation } from '../handshake/incoming-handshake.ts';
import { TimerTable } from '../timing/timer-table.ts';
import { EarlyInitiations } from './early-initiations.ts';

const staticKey = new Uint8Array(32).fill(7);
const HOME = { socket: 4, source: '192.0.2.1:5000' };
const ELSEWHERE = { socket: 4, source: '203.0.113.66:666' };

const opened = (stamp: number): OpenedInitiation => ({
  message: new Uint8Array(148).fill(stamp),
  staticKey,
  stamp: new Uint8Array(12).fill(stamp),
  consumed: {} as OpenedInitiation['consumed'],
});

it('keeps the newest message 1 of a key with all its sources, whatever older ones come after it', () => {
  const early = new EarlyInitiations(new TimerTable());
  early.keep(opened(1), ELSEWHERE, 0);
  early.keep(opened(2), HOME, 1);
  early.keep(opened(1), ELSEWHERE, 2);
  early.keep(opened(2), ELSEWHERE, 3);
  const kept = early.take(staticKey);
  expect(kept?.opened.stamp).toEqual(opened(2).stamp);
  expect(kept?.sources).toEqual([HOME, ELSEWHERE]);
  expect(early.take(staticKey)).toBeUndefined();
});

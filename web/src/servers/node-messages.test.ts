import type { Leaf } from '@ntmobile/shared/fleet';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NodeMessages } from './node-messages.ts';

const START = new Date('2026-11-24T08:00:00.000Z');
/** What is taken of a node at once. */
const AT_ONCE = 500;

let taken: string[];
let lost: number;
let messages: NodeMessages;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  [taken, lost] = [[], 0];
  const take = ({ topic, payload, retained, at }: Parameters<NodeMessages['received']>[0]) =>
    taken.push(
      `${topic.node} ${topic.leaf} ${Buffer.from(payload)} ${retained} ${at.getTime() - START.getTime()}`,
    );
  messages = new NodeMessages(
    { telemetry: () => {}, event: take, presence: take, 'config/reported': take },
    (_, times) => {
      lost = times;
    },
  );
});
afterEach(() => {
  messages.stop();
  vi.useRealTimers();
});

const send = (leaf: Leaf, text: string, { node = 'a', retained = false } = {}) =>
  messages.received({ topic: { node, leaf }, payload: Buffer.from(text), retained, at: new Date() });
const exhaust = (node = 'a') => {
  for (let count = 0; count < AT_ONCE; count++) send('telemetry', 'x', { node });
};

it('takes the last presence and report of a node that sent too much when its allowance is back, as they came', () => {
  exhaust();
  send('presence', 'online');
  send('presence', 'offline', { retained: true });
  send('config/reported', 'received');
  send('config/reported', 'applied');
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(250);
  expect(taken).toEqual([
    'a presence online false 0',
    'a presence offline true 0',
    'a config/reported applied false 0',
  ]);
  expect(messages.overRate).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('lets no newer message pass one that is held', () => {
  exhaust();
  send('presence', '1');
  vi.advanceTimersByTime(10);
  // The allowance has one again: it is for the one that is held.
  send('presence', '2');
  expect(taken).toEqual(['a presence 1 false 0']);
  vi.advanceTimersByTime(250);
  expect(taken).toEqual(['a presence 1 false 0', 'a presence 2 false 10']);
});

it('takes the last word of a node that floods on', () => {
  exhaust();
  send('presence', 'offline');
  for (let count = 0; count < 1_000; count++) {
    vi.advanceTimersByTime(1);
    send('event', 'x');
  }
  expect(taken[0]).toBe('a presence offline false 0');
  expect(taken.length).toBeLessThanOrEqual(101);
  expect(messages.overRate).toBeGreaterThan(890);
  expect(lost).toBeGreaterThan(0);
});

it('leaves batches alone, which a node sends again, and others are taken as before', () => {
  exhaust();
  send('event', 'x');
  send('event', 'x', { node: 'b' });
  vi.advanceTimersByTime(5_000);
  expect(taken).toEqual(['b event x false 0']);
  expect(messages.overRate).toBe(1);
});

it('forgets what is held when the broker will say it again', () => {
  exhaust();
  send('presence', 'old');
  messages.brokerLost();
  vi.advanceTimersByTime(1_000);
  send('presence', 'new');
  expect(taken).toEqual(['a presence new false 1000']);
});

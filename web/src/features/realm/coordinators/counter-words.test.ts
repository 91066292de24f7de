import { expect, it } from 'vitest';
import { counterLines } from './counter-words.ts';

it('tells work from refusals, refusals without zeros and most first', () => {
  const { work, refused } = counterLines({
    registrations: 0,
    packetsReceived: 12,
    droppedReplayed: 2,
    droppedBadMac1: 5,
    droppedMalformed: 0,
  });
  expect(work.map(({ name, count }) => [name, count])).toEqual([
    ['packetsReceived', 12],
    ['registrations', 0],
  ]);
  expect(refused.map(({ words, count }) => [words, count])).toEqual([
    ['Meant for another key', 5],
    ['Packet that was seen before', 2],
  ]);
});

it('shows a reason that has no words yet by its name', () => {
  expect(counterLines({ droppedForAnOddReason: 3 }).refused).toEqual([
    { name: 'droppedForAnOddReason', words: 'droppedForAnOddReason', count: 3 },
  ]);
});

it.each([undefined, null, [], 'text', { registrations: 'many', brokerSince: null }])(
  'makes nothing of %j',
  (counters) => {
    expect(counterLines(counters)).toEqual({ work: [], refused: [] });
  },
);

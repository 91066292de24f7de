import { expect, it } from 'vitest';
import { coordinatorChecks } from './coordinator-checks.ts';

const workers = [
  { publicKey: 'A', endpoints: ['192.0.2.1:3479', '[2001:db8::1]:3479'], heartbeatAt: 9_500 },
  { publicKey: 'B', endpoints: ['192.0.2.1:3479'], heartbeatAt: 1_000 },
];
const texts = (publicKeys: string[], currentKeys?: string[], endpoint = '192.0.2.1:3479') =>
  coordinatorChecks({
    coordinators: publicKeys.map((publicKey) => ({ publicKey, endpoints: [endpoint] })),
    currentKeys,
    workers,
    now: 10_000,
  }).map(({ good, text }) => `${good ? '+' : '-'} ${text}`);

it('tells which coordinators answer, are silent, or are unknown', () => {
  expect(texts(['A', 'B', 'C'])).toEqual([
    '+ DC 1 answers',
    '- DC 2 is silent',
    '- DC 3 is not a coordinator of this realm',
  ]);
});

it('warns of a coordinator whose own addresses are not in the list', () => {
  expect(texts(['A'], undefined, '[2001:db8::1]:3479')).toEqual(['+ DC 1 answers']);
  expect(texts(['A'], undefined, '127.0.0.1:3479')).toEqual([
    '- DC 1 answers, but calls itself 192.0.2.1:3479, [2001:db8::1]:3479',
  ]);
});

it('warns when no coordinator of the list in force stays', () => {
  expect(texts(['A'], ['A', 'B'])).toContain('+ 1 old DC stays in the list');
  expect(texts(['A'], ['B'])).toContain('- No old DC stays: only the probe brings nodes back');
});

it('says nothing of a row without a key', () => {
  expect(texts([''])).toEqual([]);
});

import { expect, it } from 'vitest';
import { sectionIssues } from './section-issues.ts';
import { formOf, sectionsOf } from './sections-form.ts';

const KEY = 'A'.repeat(43);
const VALID = {
  dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: KEY }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

it('finds nothing in valid sections', () => {
  expect(sectionIssues(VALID)).toEqual([]);
});

it('names the place of each wrong value once', () => {
  const form = formOf(VALID);
  const typed = sectionsOf({
    ...form,
    dc: [{ row: 'x', endpoints: 'dc.example:1, 192.0.2.1', publicKey: 'short' }],
    intervalSeconds: '5',
  });
  expect(sectionIssues(typed).map((issue) => issue.place)).toEqual([
    'dc.0.endpoints',
    'dc.0.publicKey',
    'telemetry.intervalSeconds',
  ]);
});

it('refuses two coordinators with one key', () => {
  expect(sectionIssues({ ...VALID, dc: [...VALID.dc, ...VALID.dc] })).toEqual([
    { place: 'dc.1.publicKey', message: 'The same key as coordinator 1.' },
  ]);
});

it('wants at least one coordinator', () => {
  expect(sectionIssues({ ...VALID, dc: [] }).map((issue) => issue.place)).toEqual(['dc']);
});

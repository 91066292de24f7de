import type { ConfigSections } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { sectionLines } from './section-lines.ts';
import { formOf, sectionsOf } from './sections-form.ts';

const SECTIONS: ConfigSections = {
  dc: [{ endpoints: ['192.0.2.10:3479', '[2001:db8::1]:3479'], publicKey: 'k'.repeat(43) }],
  rs: [{ endpoints: ['192.0.2.20:3478'], region: 'nagoya', priority: 10 }],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

it('shows sections and takes them back unchanged', () => {
  expect(sectionsOf(formOf(SECTIONS))).toEqual(SECTIONS);
});

it('takes lists separated by anything people type', () => {
  const form = { ...formOf(SECTIONS), upstream: ' 192.0.2.53,\n2001:db8::53 ' };
  expect(sectionsOf(form).dns.upstream).toEqual(['192.0.2.53', '2001:db8::53']);
});

it('makes a number that no schema accepts of what is none', () => {
  expect(sectionsOf({ ...formOf(SECTIONS), intervalSeconds: 'soon' }).telemetry.intervalSeconds).toBe(-1);
  expect(sectionsOf({ ...formOf(SECTIONS), intervalSeconds: ' ' }).telemetry.intervalSeconds).toBe(-1);
});

it('writes sections as lines', () => {
  expect(sectionLines({ ...SECTIONS, rs: [] }).slice(0, 4)).toEqual([
    'dc:',
    '  - endpoints: 192.0.2.10:3479, [2001:db8::1]:3479',
    `    key: ${'k'.repeat(43)}`,
    'rs: none',
  ]);
});

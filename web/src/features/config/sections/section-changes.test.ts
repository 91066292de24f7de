import { expect, it } from 'vitest';
import { sectionChanges } from './section-changes.ts';

const sections = {
  dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: 'A' }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

it('counts lines and names sections', () => {
  const after = {
    ...sections,
    dc: [...sections.dc, { endpoints: ['192.0.2.2:3479'], publicKey: 'B' }],
    telemetry: { intervalSeconds: 30 },
  };
  expect(sectionChanges(sections, after)).toEqual({ added: 3, removed: 1, names: ['dc', 'telemetry'] });
  expect(sectionChanges(sections, sections)).toEqual({ added: 0, removed: 0, names: [] });
});

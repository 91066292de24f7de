import { describe, expect, it } from 'vitest';
import { sectionsText } from './config-document.ts';
import { judgeSections } from './config-refusal.ts';
import { parseSections } from './config-sections.ts';
import { SECTIONS } from './testing/config-fixture.ts';

const REALM = ['198.18.0.0/15', 'fd00:1:2::/64'];
const withPrefixes = (...prefixes: string[]) => sectionsText({ ...SECTIONS, addresses: { prefixes } });

describe('sections of a configuration', () => {
  it('have one text whatever the order of their keys', () => {
    const { telemetry, dns, addresses, rs, dc } = SECTIONS;
    expect(sectionsText({ telemetry, dns, addresses, rs, dc })).toBe(sectionsText(SECTIONS));
  });

  it.each([
    ['no coordinator', { ...SECTIONS, dc: [] }],
    ['a coordinator twice', { ...SECTIONS, dc: [SECTIONS.dc[0], SECTIONS.dc[0]] }],
    ['an unknown section', { ...SECTIONS, shell: 'id' }],
    ['a key of another length', { ...SECTIONS, dc: [{ endpoints: ['192.0.2.1:1'], publicKey: 'AAAA' }] }],
    ['port 0', { ...SECTIONS, dc: [{ ...SECTIONS.dc[0], endpoints: ['192.0.2.1:0'] }] }],
    ['a name for an endpoint', { ...SECTIONS, dc: [{ ...SECTIONS.dc[0], endpoints: ['dc.example:1'] }] }],
    ['a prefix with host bits', { ...SECTIONS, addresses: { prefixes: ['198.18.0.1/15'] } }],
    ['a search domain with a space', { ...SECTIONS, dns: { searchDomain: 'a b', upstream: [] } }],
    ['an interval of a second', { ...SECTIONS, telemetry: { intervalSeconds: 1 } }],
    [
      'a region with a bidirectional override',
      { ...SECTIONS, rs: [{ ...SECTIONS.rs[0], region: 'a\u202eb' }] },
    ],
  ])('are refused with %s', (_, sections) => {
    expect(parseSections(JSON.stringify(sections))).toBeUndefined();
  });

  it('may route the prefixes of the realm and parts of them only', () => {
    expect(judgeSections(withPrefixes('198.18.4.0/24', 'fd00:1:2::/64'), REALM).ok).toBe(true);
    for (const prefix of ['0.0.0.0/0', '0.0.0.0/1', '198.0.0.0/8', '10.0.0.0/8', '::/0', 'fd00:1::/48']) {
      expect(judgeSections(withPrefixes(prefix), REALM)).toEqual({ ok: false, code: 'prefix_outside_realm' });
    }
  });
});

import { type Candidate, formatEndpoint, parseEndpoint, parsePrefix } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { admissibleCandidates } from './admissible-candidates.ts';

const RULES = { allowedTestPrefixes: [], realmPrefixes: [parsePrefix('198.18.0.0/15')] };

function own(...texts: string[]): Candidate[] {
  return texts.map((text) => ({ source: 'interface', network: 1, endpoint: parseEndpoint(text) }));
}

function texts(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ source, endpoint }) => `${source} ${formatEndpoint(endpoint)}`);
}

test('adds the source that was seen to what the node said', () => {
  const { candidates } = admissibleCandidates(
    own('192.168.1.5:7000'),
    parseEndpoint('203.0.113.9:41000'),
    RULES,
  );
  expect(texts(candidates)).toEqual(['interface 192.168.1.5:7000', 'observed 203.0.113.9:41000']);
});

test('says that an interface address is also the one that was seen', () => {
  const { candidates } = admissibleCandidates(
    own('203.0.113.9:7000'),
    parseEndpoint('203.0.113.9:7000'),
    RULES,
  );
  expect(texts(candidates)).toEqual(['interface 203.0.113.9:7000', 'observed 203.0.113.9:7000']);
});

test.each([
  ['127.0.0.1:53', 'loopback'],
  ['[::1]:53', 'loopback'],
  ['169.254.169.254:80', 'linkLocal'],
  ['[fe80::1]:7000', 'linkLocal'],
  ['224.0.0.251:5353', 'multicast'],
  ['255.255.255.255:7', 'broadcast'],
  ['0.0.0.0:7', 'unspecified'],
  ['198.18.0.7:7000', 'realmPrefix'],
  ['[::ffff:127.0.0.1]:53', 'loopback'],
  ['[::ffff:198.18.0.7]:7000', 'realmPrefix'],
  ['192.0.2.1:0', 'portZero'],
])('refuses %s as %s', (text, reason) => {
  expect(admissibleCandidates(own(text), undefined, RULES)).toEqual({ candidates: [], refused: [reason] });
});

test('admits loopback where tests and demonstrations allow it, but never the realm itself', () => {
  const rules = { ...RULES, allowedTestPrefixes: [parsePrefix('127.0.0.0/8'), parsePrefix('198.18.0.0/15')] };
  const { candidates, refused } = admissibleCandidates(
    own('127.0.0.1:7000', '198.18.0.7:7000'),
    undefined,
    rules,
  );
  expect(texts(candidates)).toEqual(['interface 127.0.0.1:7000']);
  expect(refused).toEqual(['realmPrefix']);
});

test('believes nobody but the coordinator about what was observed', () => {
  const forged: Candidate = { source: 'observed', network: 0, endpoint: parseEndpoint('192.0.2.66:53') };
  expect(admissibleCandidates([forged], undefined, RULES).candidates).toEqual([]);
});

test('unwraps mapped addresses and drops copies', () => {
  const { candidates } = admissibleCandidates(
    own('192.0.2.1:7', '[::ffff:192.0.2.1]:7', '192.0.2.1:7'),
    undefined,
    RULES,
  );
  expect(texts(candidates)).toEqual(['interface 192.0.2.1:7']);
});

test('keeps at most ten, and the observed one among them', () => {
  const many = Array.from({ length: 14 }, (_, index) => `192.0.2.${index + 1}:7`);
  const { candidates } = admissibleCandidates(own(...many), parseEndpoint('203.0.113.9:41000'), RULES);
  expect(candidates).toHaveLength(10);
  expect(texts(candidates).at(-1)).toBe('observed 203.0.113.9:41000');
});

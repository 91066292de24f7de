import { formatEndpoint, parsePrefix } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { localCandidates } from './local-candidates.ts';

const rules = {
  portOf: (family: 4 | 6) => (family === 4 ? 5000 : 6000),
  allowedTestPrefixes: [],
  realmPrefixes: [parsePrefix('198.18.0.0/15')],
};
const interfaces = [
  { name: 'lo', addresses: ['127.0.0.1', '::1'] },
  { name: 'wlan0', addresses: ['192.168.1.7', 'fe80::1%wlan0', 'fe80::1', '2001:db8::7'] },
  { name: 'ntm0', addresses: ['198.18.0.5'] },
];
const texts = (candidates: ReturnType<typeof localCandidates>) =>
  candidates.map(({ network, endpoint }) => `${network} ${formatEndpoint(endpoint)}`);

describe('local candidates', () => {
  it('are the usable addresses, with the port of their family', () => {
    expect(texts(localCandidates(interfaces, rules))).toEqual(['2 192.168.1.7:5000', '2 [2001:db8::7]:6000']);
  });

  it('hold loopback only where tests allow it', () => {
    const allowedTestPrefixes = [parsePrefix('127.0.0.0/8')];
    expect(texts(localCandidates(interfaces, { ...rules, allowedTestPrefixes }))).toContain(
      '1 127.0.0.1:5000',
    );
  });

  it('leave out a family without socket, and are ten at most', () => {
    const portOf = (family: 4 | 6) => (family === 4 ? undefined : 6000);
    expect(texts(localCandidates(interfaces, { ...rules, portOf }))).toEqual(['2 [2001:db8::7]:6000']);
    const many = [{ name: 'x', addresses: Array.from({ length: 30 }, (_, host) => `192.0.2.${host}`) }];
    expect(localCandidates(many, rules)).toHaveLength(10);
  });
});

import { expect, it } from 'vitest';
import { resolvConf, upstreamServers } from './resolver-integration.ts';

it('writes a resolv.conf that asks the node', () => {
  expect(resolvConf(['198.18.0.1', 'fd00::1'], 'ntm.internal')).toBe(
    'nameserver 198.18.0.1\nnameserver fd00::1\nsearch ntm.internal\n',
  );
});

it('never takes the node itself as its upstream', () => {
  const text = '# c\nnameserver 198.18.0.1\n nameserver 192.0.2.53 # x\nsearch a\n';
  expect(upstreamServers(text, ['198.18.0.1'])).toEqual(['192.0.2.53']);
});

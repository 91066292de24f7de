import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ResolverIntegration, resolvConf, resolverMode, upstreamServers } from './resolver-integration.ts';

it('writes a resolv.conf that asks the node', () => {
  expect(resolvConf(['198.18.0.1', 'fd00::1'], 'ntm.internal')).toBe(
    'nameserver 198.18.0.1\nnameserver fd00::1\nsearch ntm.internal\n',
  );
});

it('never takes the node itself as its upstream', () => {
  const text = '# c\nnameserver 198.18.0.1\n nameserver 192.0.2.53 # x\nsearch a\n';
  expect(upstreamServers(text, ['198.18.0.1'])).toEqual(['192.0.2.53']);
});

it('understands what a person asks for', () => {
  expect(resolverMode('none')).toEqual({ kind: 'none' });
  expect(resolverMode('/etc/netns/a/resolv.conf')).toEqual({
    kind: 'file',
    path: '/etc/netns/a/resolv.conf',
  });
});

describe('a resolv.conf given by name', () => {
  let root: string;
  let path: string;
  const open = () => new ResolverIntegration({ kind: 'file', path }, 'ntm0');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ntm-resolver-'));
    path = join(root, 'resolv.conf');
    writeFileSync(path, 'nameserver 192.0.2.53\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('asks the node while it runs and is as before afterwards, in the same file', async () => {
    const { ino } = statSync(path);
    const resolver = open();
    await resolver.apply(['198.18.0.1'], 'ntm.internal');
    await resolver.apply(['198.18.0.1', 'fd00::1'], 'ntm.internal');
    expect(readFileSync(path, 'utf8')).toContain('fd00::1');
    expect(resolver.upstream()).toEqual(['192.0.2.53']);
    resolver.restore();
    expect(readFileSync(path, 'utf8')).toBe('nameserver 192.0.2.53\n');
    expect(statSync(path).ino).toBe(ino);
    expect(existsSync(`${path}.before-ntm`)).toBe(false);
  });

  it('is put right by the next start after a crash', async () => {
    await open().apply(['198.18.0.1'], 'ntm.internal');
    open();
    expect(readFileSync(path, 'utf8')).toBe('nameserver 192.0.2.53\n');
  });
});

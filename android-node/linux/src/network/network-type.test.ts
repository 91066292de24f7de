import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { networkType } from './network-type.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-net-'));
  mkdirSync(join(root, 'wlan0', 'wireless'), { recursive: true });
  mkdirSync(join(root, 'eth0'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('tells cable, radio and modem apart, the fastest first, and no network', () => {
  const of = (...names: string[]) =>
    networkType(
      names.map((name) => ({ name, addresses: ['192.0.2.1'] })),
      root,
    );
  expect(of('wlan0', 'eth0')).toBe('ethernet');
  expect(of('wwan0', 'wlan0')).toBe('wifi');
  expect(of('wwan0')).toBe('cellular');
  expect(of()).toBe('none');
});

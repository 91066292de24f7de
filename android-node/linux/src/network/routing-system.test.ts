import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { hasIpv6 } from './routing-system.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function settings(disabled: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntm-ipv6-'));
  folders.push(folder);
  for (const [name, value] of Object.entries(disabled)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'disable_ipv6'), `${value}\n`);
  }
  return folder;
}

it.each([
  ['is there where one interface has it', { all: '1', default: '1', lo: '1', eth0: '0', ntm0: '1' }, true],
  ['is there where later interfaces will have it', { all: '0', default: '0', lo: '0', eth0: '1' }, true],
  ['is off where only the loopback has it', { all: '0', default: '1', lo: '0', eth0: '1', ntm0: '1' }, false],
])('IPv6 %s', (_, disabled, expected) => {
  expect(hasIpv6(settings(disabled))).toBe(expected);
});

it('IPv6 is off in a kernel without it', () => {
  expect(hasIpv6('/proc/sys/net/ipv6-of-no-kernel/conf')).toBe(false);
});

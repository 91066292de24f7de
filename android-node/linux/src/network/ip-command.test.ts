import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ipBatch } from './ip-command.ts';

const hasIp = spawnSync('ip', ['-V']).status === 0;

it.runIf(hasIp)('names each command that failed with its reason, and goes on after the first', async () => {
  const commands = [
    ['link', 'show', 'dev', 'ntm-absent-1'],
    ['link', 'show', 'dev', 'lo'],
    ['link', 'show', 'dev', 'ntm-absent-2'],
  ];
  await expect(ipBatch(commands)).rejects.toThrow(
    /ntm-absent-1.*\(ip link show dev ntm-absent-1\); .*\(ip link show dev ntm-absent-2\)$/,
  );
  await ipBatch([['link', 'show', 'dev', 'lo']]);
});

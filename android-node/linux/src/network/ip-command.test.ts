import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ipBatch, ipOutput } from './ip-command.ts';

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

it('does not wait longer than 5 s for a program that hangs', { timeout: 20_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntm-hanging-ip-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'ip'), '#!/bin/sh\nexec sleep 60\n');
  chmodSync(join(folder, 'ip'), 0o755);
  const asked = [ipBatch([['link', 'show']]), ipOutput(['rule'], 4)];
  await Promise.all(asked.map((one) => expect(one).rejects.toThrow('did not end within 5 s')));
});

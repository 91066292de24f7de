import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/check-native.mjs', import.meta.url));

describe('the C++ checks', () => {
  it('find nothing wrong under the sanitizers', { timeout: 300_000 }, ({ skip }) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (status === 2) skip(stdout.trim());
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Folders that are not called as `npm run` calls their program. */
const FOLDERS: Readonly<Record<string, string>> = { fleet: 'scale' };

/** Runs a program of this folder as `npm run` does. */
function run(program: string, ...words: string[]) {
  const main = fileURLToPath(new URL(`${FOLDERS[program] ?? program}/main.ts`, import.meta.url));
  return spawnSync(process.execPath, ['--import', 'tsx', main, ...words], { encoding: 'utf8' });
}

describe('programs that a person starts', { timeout: 60_000 }, () => {
  it.each([
    ['fuzz', 'npm run fuzz -- --target NAME'],
    ['ingest-rate', 'npm run ingest-rate -- [options]'],
    ['fleet', 'npm run fleet -- [options]'],
  ])('%s says how it is used where that is asked for', (program, usage) => {
    const { status, stdout, stderr } = run(program, '--help');
    expect(stderr).toBe('');
    expect(stdout).toContain(usage);
    expect(status).toBe(0);
  });

  it.each([
    ['fuzz', '--sedonds=3', '--sedonds'],
    ['fuzz', '--seconds=many', '--seconds is "many"'],
    ['ingest-rate', '--node=3', '--node'],
    ['ingest-rate', '--nodes=many', '--nodes is "many"'],
    ['fleet', '--node=3', '--node'],
    ['fleet', '--nodes=many', '--nodes takes a whole number'],
  ])('%s refuses %s in words and says how it is used', (program, word, said) => {
    const { status, stderr } = run(program, word);
    expect(stderr).toContain(said);
    expect(stderr).toContain(`npm run ${program} -- `);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
  });

  it('the lab lists its scenarios where help is asked for', () => {
    const { status, stdout, stderr } = run('lab', '--help');
    expect(stdout).toMatch(/^realm +\S/m);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

#!/usr/bin/env node
// Runs every check of the project and ends with one line: `N passed, N failed, N skipped`.
// Plain JavaScript that needs nothing installed, since it is the first thing a fresh clone runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command with its output shown; returns whether it ended with 0. */
function run(command, args, options = {}) {
  console.log(`\n> ${command} ${args.join(' ')}${options.cwd ? `   (${options.cwd})` : ''}`);
  return (
    spawnSync(command, args, { stdio: 'inherit', ...options, cwd: join(root, options.cwd ?? '.') }).status ===
    0
  );
}

/** Counts one check that is a command. */
function check(name, passed) {
  console.log(`${passed ? 'passed' : 'FAILED'}: ${name}`);
  total[passed ? 'passed' : 'failed'] += 1;
}

/** Counts one check that this machine or tree cannot run, with its reason. */
function skip(name, reason) {
  console.log(`skipped: ${name}: ${reason}`);
  total.skipped += 1;
}

/** Installs the locked dependencies unless this lock was installed already. */
function installDependencies() {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.ntmobile-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return true;
  if (!run('npm', ['ci', '--no-audit', '--no-fund'])) return false;
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash);
  return true;
}

/** Installs the programs that tests cross process boundaries with, where this machine is root on Debian. */
function installPrograms() {
  const packages = { openssl: 'openssl', ping: 'iputils-ping', ip: 'iproute2' };
  const missing = Object.keys(packages).filter((name) => spawnSync('which', [name]).status !== 0);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log(`Not installed: ${missing.join(', ')}. Tests that need them say so.`);
    return;
  }
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', ...missing.map((name) => packages[name])]);
}

/** Whether a folder holds a test file, dependencies aside. */
function hasTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    if (entry.isDirectory()) return entry.name !== 'node_modules' && hasTests(join(folder, entry.name));
    return entry.name.endsWith('.test.ts');
  });
}

/** Runs one workspace's suite and adds up its single tests. */
function runSuite(workspace) {
  if (!hasTests(join(root, workspace))) return skip(`tests of ${workspace}`, 'this part has none yet');
  const report = join(mkdtempSync(join(tmpdir(), 'ntmobile-test-')), 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const passed = run(process.execPath, args, { cwd: workspace });
  if (!existsSync(report)) return check(`tests of ${workspace}`, false);
  const result = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  // A file that cannot be loaded fails no single test, but it is a failure.
  if (!passed && result.numFailedTests === 0) check(`test files of ${workspace}`, false);
}

/** Checks the types of one workspace. */
function checkTypes(workspace) {
  if (!existsSync(join(root, workspace, 'tsconfig.json')))
    return skip(`types of ${workspace}`, 'no sources yet');
  if (!existsSync(join(root, workspace, 'src')) && workspace !== 'e2e') {
    return skip(`types of ${workspace}`, 'no sources yet');
  }
  check(`types of ${workspace}`, run('npx', ['tsc', '--noEmit', '-p', workspace]));
}

installPrograms();
if (!installDependencies()) check('npm ci', false);
else {
  check('database client', run('npx', ['prisma', 'generate'], { cwd: 'prisma' }));
  check('lint and format', run('npx', ['biome', 'check', '.']));
  for (const workspace of workspaces) checkTypes(workspace);
  for (const workspace of workspaces) runSuite(workspace);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

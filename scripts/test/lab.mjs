import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runCommand } from '../prepare/command.mjs';
import { at, has } from '../project.mjs';
import { byResult, skippedBecause } from './verdict.mjs';

/** Names of the scenarios that are short enough for every check, as a JSON list. */
const QUICK = ['e2e', 'lab', 'quick.json'];

/** One rung for each quick scenario of the lab. @returns {import('./ladder.mjs').Rung[]} */
export function scenarios() {
  const names = has(...QUICK) ? JSON.parse(readFileSync(at(...QUICK), 'utf8')) : [];
  return names.map((name) => ({ title: `lab scenario ${name}`, run: () => runScenario(name) }));
}

async function runScenario(name) {
  if (process.getuid?.() !== 0) return skippedBecause('network namespaces need root');
  if (!canMakeNamespaces()) return skippedBecause('this machine forbids network namespaces');
  const result = await runCommand(['npm', 'run', '--silent', 'lab', '--', name]);
  const line = lastJson(result.output);
  const missing = /not installed: .*/.exec(line?.error ?? '');
  if (missing !== null) return skippedBecause(missing[0]);
  return byResult(result);
}

function canMakeNamespaces() {
  return spawnSync('unshare', ['--net', 'true'], { stdio: 'ignore' }).status === 0;
}

/** A scenario ends with one line of JSON. */
function lastJson(output) {
  try {
    return JSON.parse(output.trim().split('\n').at(-1));
  } catch {
    return undefined;
  }
}

import { runCommand } from '../prepare/command.mjs';
import { failedBecause } from './verdict.mjs';

/**
 * Runs test files of Node's own runner, single tests counted.
 * @param {string[]} files
 * @returns {Promise<import('./verdict.mjs').Verdict>}
 */
export async function nodeTests(files) {
  const { passed, output } = await runCommand([process.execPath, '--test', '--test-reporter=tap', ...files]);
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const verdict = {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: new Array(count('skipped') + count('todo')).fill('by the tests themselves, see there'),
    output,
    failures: [...output.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name]) => name),
  };
  return passed || verdict.failed > 0 ? verdict : failedBecause(output);
}

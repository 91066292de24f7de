import { runCommand } from '../prepare/command.mjs';
import { failedBecause } from './verdict.mjs';

const WORKSPACE = 'android-node/android/bundle';

/** The suites of what runs on phones, once more on the engine of phones. */
export const hermes = {
  title: 'Hermes: suites of shared and core',
  run: async () =>
    hermesVerdict(await runCommand(['npm', 'run', '--silent', 'test:hermes', '--workspace', WORKSPACE])),
};

/** The run ends with one line of JSON; without it nothing was tested. */
export function hermesVerdict({ output }) {
  try {
    const { passed, failed, skipped } = JSON.parse(output.trim().split('\n').at(-1));
    return { passed, failed, skipped, output };
  } catch {
    return failedBecause(output);
  }
}

import { runCommand } from '../prepare/command.mjs';
import { buildNativeAddon, compilerProblem, hasNativeAddon } from '../prepare/native-addon.mjs';
import { byResult, skippedBecause } from './verdict.mjs';
import { scriptsOf } from './workspaces.mjs';

const FOLDER = 'android-node/dataplane';
/** The workspace's script for what is tested in C++ alone. */
const NATIVE_SCRIPT = 'test:native';

/** The addon compiles. */
export const addon = {
  title: 'data plane compiles',
  run: async () => {
    if (!hasNativeAddon()) return skippedBecause('it has no addon yet');
    const missing = compilerProblem();
    if (missing !== undefined) return skippedBecause(missing);
    const { problem } = await buildNativeAddon();
    return byResult({ passed: problem === undefined, output: problem ?? '' });
  },
};

/** Tests of the data plane in C++. */
export const native = {
  title: 'tests of the data plane in C++',
  run: async () => {
    if (scriptsOf(FOLDER)[NATIVE_SCRIPT] === undefined) return skippedBecause('it has none yet');
    const missing = compilerProblem();
    if (missing !== undefined) return skippedBecause(missing);
    return byResult(await runCommand(['npm', 'run', '--silent', NATIVE_SCRIPT, '--workspace', FOLDER]));
  },
};

import { buildNativeAddon, compilerProblem, hasNativeAddon } from '../prepare/native-addon.mjs';
import { byResult, skippedBecause } from './verdict.mjs';

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

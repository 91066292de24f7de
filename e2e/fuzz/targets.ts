import type { FuzzTarget } from './target.ts';
import { configJudgeTarget } from './targets/config-judge-target.ts';
import { coordinatorTarget } from './targets/coordinator-target.ts';
import { decoderTargets } from './targets/decoder-targets.ts';
import { nodeTarget } from './targets/node-target.ts';

/** Every place in TypeScript where bytes from outside come in. */
export const TARGETS: readonly FuzzTarget[] = [
  ...decoderTargets,
  configJudgeTarget,
  coordinatorTarget,
  nodeTarget,
];

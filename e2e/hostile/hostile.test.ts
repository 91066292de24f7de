import { expect, test } from 'vitest';
import { runTrial } from './run-trial.ts';
import { TARGETS } from './targets.ts';

/** `NTM_HOSTILE_INPUTS=10000000 npx vitest run hostile -t coordinator` is a long run of one target. */
const INPUTS = process.env.NTM_HOSTILE_INPUTS;
const SEED = Number(process.env.NTM_SEED ?? 1);
// Taking down where each of a million refusals happened would take most of the time.
Object.assign(Error, { stackTraceLimit: 0 });

for (const target of TARGETS)
  test(`${target.name}: hostile inputs have no effect, and it serves on`, {
    timeout: 3_600_000,
  }, async () => {
    const inputs = Number(INPUTS ?? target.inputs);
    const { processed, cpuSeconds, difference } = await runTrial(target, { inputs, seed: SEED });
    const said = processed === undefined ? `${inputs} handed in` : `${processed} processed`;
    console.info(`${target.name}: ${said}, seed ${SEED}, ${cpuSeconds.toFixed(1)} s of CPU`);
    expect(difference).toBeUndefined();
    if (processed !== undefined) expect(processed).toBe(inputs);
  });

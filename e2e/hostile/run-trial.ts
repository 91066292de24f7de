import { isDeepStrictEqual } from 'node:util';
import { HostileStream } from './hostile-stream.ts';
import type { HostileTarget } from './hostile-target.ts';

/** What a run of hostile inputs came to. */
export interface TrialResult {
  /** Inputs that the component counted; undefined where it has no counts. */
  readonly processed: number | undefined;
  /** Time that this process computed, s; processes beside it not counted. */
  readonly cpuSeconds: number;
  /** What is held afterwards, where it is not what was held before. */
  readonly difference: { readonly before: unknown; readonly after: unknown } | undefined;
}

/** Hands `inputs` hostile inputs to a target, then expects a genuine exchange to succeed. */
export async function runTrial(
  target: HostileTarget,
  { inputs, seed }: { readonly inputs: number; readonly seed: number },
): Promise<TrialResult> {
  const trial = await target.start();
  try {
    const stream = new HostileStream(trial.seeds, target.longest, seed);
    const before = structuredClone(await trial.held());
    const processedBefore = trial.processed?.();
    const cpu = process.cpuUsage();
    for (let count = 0; count < inputs; count++) {
      const taken = trial.take(stream.next());
      if (taken !== undefined) await taken;
    }
    await trial.settle?.();
    const { user, system } = process.cpuUsage(cpu);
    const processed =
      processedBefore === undefined ? undefined : Number(trial.processed?.()) - processedBefore;
    const after = await trial.held();
    await trial.serves();
    return {
      processed,
      cpuSeconds: (user + system) / 1e6,
      difference: isDeepStrictEqual(after, before) ? undefined : { before, after },
    };
  } finally {
    await trial.stop?.();
  }
}

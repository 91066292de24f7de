import { changed, repeatableNumbers } from '../../shared/src/testing/hostile-input.ts';
import type { BlockCoverage } from './block-coverage.ts';
import { readCorpus } from './corpus.ts';
import type { FuzzTarget } from './target.ts';

/** V8 takes some milliseconds to tell what ran, so it is asked once for so many inputs, then for each part of them. */
const BATCH = 512;
const PART = 32;
const LONGEST_INPUT = 6000;
/** An input that takes longer is a fault: what costs its sender a packet must not cost us more. */
const LONGEST_RUN_MS = 1000;

export interface Exploration {
  /** Inputs tried. */
  readonly runs: number;
  readonly seconds: number;
  /** Time that this process computed, s. */
  readonly cpuSeconds: number;
  /** Inputs that ran something new, oldest first. */
  readonly corpus: readonly Uint8Array[];
}

export class FuzzFailure extends Error {
  readonly input: Uint8Array;

  constructor(target: FuzzTarget, input: Uint8Array, cause: unknown) {
    super(`${target.name} fails: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.input = input;
  }
}

/** Runs one input, with its time. */
export function tryInput(target: FuzzTarget, input: Uint8Array): void {
  const begun = performance.now();
  try {
    target.run(input);
  } catch (cause) {
    throw new FuzzFailure(target, input, cause);
  }
  const took = performance.now() - begun;
  if (took > LONGEST_RUN_MS) {
    // A busy machine may have taken the time; the same input again tells.
    const again = performance.now();
    target.run(input);
    if (performance.now() - again > LONGEST_RUN_MS)
      throw new FuzzFailure(target, input, new Error(`it takes ${took.toFixed(0)} ms`));
  }
}

/** Changes inputs that reached something new, again and again, and keeps those that reach more. */
export function explore(
  target: FuzzTarget,
  coverage: BlockCoverage,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Exploration {
  const next = repeatableNumbers(seed);
  const begun = { at: performance.now(), cpu: process.cpuUsage() };
  coverage.forget();
  const first = [...readCorpus(target.name), ...target.seeds(), new Uint8Array()];
  const corpus = keepNew(target, coverage, first);
  let runs = first.length;
  while (performance.now() - begun.at < seconds * 1000) {
    const batch = Array.from({ length: BATCH }, () => descendant(corpus, next));
    const known = coverage.snapshot();
    for (const input of batch) tryInput(target, input);
    runs += BATCH;
    if (!coverage.takeNew()) continue;
    coverage.restore(known);
    corpus.push(...reachedNew(target, coverage, batch));
  }
  const { user, system } = process.cpuUsage(begun.cpu);
  return {
    runs,
    seconds: (performance.now() - begun.at) / 1000,
    cpuSeconds: (user + system) / 1e6,
    corpus,
  };
}

/** Of these inputs the shortest that together run all that they run. */
export function keepNew(
  target: FuzzTarget,
  coverage: BlockCoverage,
  inputs: readonly Uint8Array[],
): Uint8Array[] {
  const shortestFirst = [...inputs].sort((a, b) => a.length - b.length);
  return shortestFirst.filter((input) => {
    tryInput(target, input);
    return coverage.takeNew();
  });
}

/** Which inputs of a batch run what nothing before them did: it is run again in parts. */
function reachedNew(target: FuzzTarget, coverage: BlockCoverage, batch: readonly Uint8Array[]): Uint8Array[] {
  const kept: Uint8Array[] = [];
  for (let from = 0; from < batch.length; from += PART) {
    const part = batch.slice(from, from + PART);
    const known = coverage.snapshot();
    for (const input of part) tryInput(target, input);
    if (!coverage.takeNew()) continue;
    coverage.restore(known);
    kept.push(...keepNew(target, coverage, part));
  }
  return kept;
}

function descendant(corpus: readonly Uint8Array[], next: () => number): Uint8Array {
  const parent = corpus[next() % corpus.length] ?? new Uint8Array();
  const crossed = next() % 8 === 0 ? cross(parent, corpus[next() % corpus.length] ?? parent, next) : parent;
  return changed(crossed, next).slice(0, LONGEST_INPUT);
}

/** The beginning of one input and the end of another. */
function cross(a: Uint8Array, b: Uint8Array, next: () => number): Uint8Array {
  return Uint8Array.of(...a.slice(0, next() % (a.length + 1)), ...b.slice(next() % (b.length + 1)));
}

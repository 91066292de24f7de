import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { optionsOrExit } from '../command-line.ts';
import { BlockCoverage } from './block-coverage.ts';
import { keepFailure, readCorpus, writeCorpus } from './corpus.ts';
import { explore, FuzzFailure, keepNew, tryInput } from './explore.ts';
import { takeLines } from './line-coverage.ts';
import { readOptions, USAGE } from './options.ts';

const NATIVE = 'dataplane:';
const nativeScript = fileURLToPath(
  new URL('../../android-node/dataplane/scripts/fuzz-native.mjs', import.meta.url),
);

const options = optionsOrExit(readOptions, USAGE);

// Before the targets are loaded, so that what runs while they are is seen to run.
const coverage = new BlockCoverage();
const { TARGETS } = await import('./targets.ts');

/** Tries changed inputs for so long; what reached more is kept, an input that fails is kept and told. */
function exploreTarget(name: string, seconds: number, seed: number): void {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) {
    console.error(
      `There is no target "${name}". There are:\n${TARGETS.map((one) => `  ${one.name}`).join('\n')}`,
    );
    console.error(`and, in C++, ${NATIVE}engine, ${NATIVE}ip-packet, ${NATIVE}offloads, ${NATIVE}text.`);
    process.exitCode = 2;
    return;
  }
  try {
    const found = explore(target, coverage, { seconds, seed });
    coverage.forget();
    const kept = keepNew(target, coverage, found.corpus);
    writeCorpus(name, kept);
    const perSecond = Math.round(found.runs / found.seconds);
    console.log(
      `${name}: ${found.runs} inputs, ${perSecond} a second, ${found.cpuSeconds.toFixed(0)} s of CPU, ` +
        `none failed; ${kept.length} kept in e2e/fuzz/corpus`,
    );
  } catch (error) {
    if (!(error instanceof FuzzFailure)) throw error;
    console.error(`${error.stack}\n${(error.cause as Error | undefined)?.stack ?? ''}`);
    console.error(`The input is kept as ${keepFailure(name, error.input)}`);
    process.exitCode = 1;
  }
}

/** The lines of the watched code that the kept inputs of all targets run, by folder. */
function tellLines(): void {
  for (const target of TARGETS)
    for (const input of [...target.seeds(), ...readCorpus(target.name)]) tryInput(target, input);
  const files = takeLines(coverage);
  for (const { file, missed } of files)
    if (missed.length > 0) console.log(`${file}: not ${missed.join(' ')}`);
  for (const folder of ['shared/src', 'android-node/core/src', 'web/src/dc']) {
    const inFolder = files.filter(({ file }) => file.startsWith(folder));
    const lines = inFolder.reduce((sum, file) => sum + file.lines, 0);
    const missed = inFolder.reduce((sum, file) => sum + file.missed.length, 0);
    console.log(`${folder}: ${((100 * (lines - missed)) / lines).toFixed(1)} % of ${lines} lines`);
  }
}

if (options.lines) tellLines();
else if (options.target.startsWith(NATIVE)) {
  const words = [
    '--target',
    options.target.slice(NATIVE.length),
    '--seconds',
    String(options.seconds),
    '--merge',
  ];
  process.exitCode = spawnSync(process.execPath, [nativeScript, ...words], { stdio: 'inherit' }).status ?? 1;
} else exploreTarget(options.target, options.seconds, options.seed);

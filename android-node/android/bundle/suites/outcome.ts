import type { FileReport } from './runtime/run.ts';
import type { Exclusion } from './suite-files.ts';

/** What came of a run. */
export interface Outcome {
  readonly passed: number;
  /** A sentence for each test or file that failed. */
  readonly failures: readonly string[];
  /** The reason for each exclusion. */
  readonly skipped: readonly string[];
}

/** Judges what the machine printed. A file that it said nothing of has failed, and so has an exclusion of nothing. */
export function outcomeOf(
  printed: string,
  files: readonly string[],
  exclusions: readonly Exclusion[],
): Outcome {
  const reports = new Map(reportsIn(printed).map((report) => [report.file, report]));
  const silent = files.filter((file) => !reports.has(file));
  const lastWords = printed
    .split('\n')
    .filter((line) => line !== '' && !isReport(line))
    .join('\n');
  return {
    passed: [...reports.values()].reduce((sum, { passed }) => sum + passed, 0),
    failures: [
      ...[...reports.values()].flatMap(({ file, failures }) => failures.map((why) => `${file}: ${why}`)),
      ...silent.map((file) => `${file}: the machine ended without a word about it. ${lastWords}`),
      ...exclusions.filter((exclusion) => !isMet(exclusion, reports)).map(staleness),
    ],
    skipped: exclusions.map(({ file, test, reason }) => `${test ?? file}: ${reason}`),
  };
}

const isReport = (line: string) => line.startsWith('{');

function reportsIn(printed: string): readonly FileReport[] {
  return printed
    .split('\n')
    .filter(isReport)
    .map((line) => JSON.parse(line) as FileReport);
}

function isMet({ file, test }: Exclusion, reports: ReadonlyMap<string, FileReport>): boolean {
  return test === undefined || reports.get(file)?.excluded === 1;
}

const staleness = ({ file, test }: Exclusion) => `${file}: has no single test "${test}" to exclude any more`;

import { type Case, declaredIn } from './declare.ts';

/** A test file: its path below the root, and what loads it. */
export type Suite = readonly [path: string, load: () => void];

/** What the machine says, one line of JSON for each file. */
export interface FileReport {
  readonly file: string;
  readonly passed: number;
  /** Tests that were left out on purpose. */
  readonly excluded: number;
  /** Title and reason of each failure; a file that cannot be loaded is one. */
  readonly failures: readonly string[];
  readonly milliseconds: number;
}

declare const print: (line: string) => void;

/** Runs the files one after the other, without the tests of these titles. */
export async function run(suites: readonly Suite[], withoutTests: readonly string[]): Promise<void> {
  for (const suite of suites) print(JSON.stringify(await reportOf(suite, withoutTests)));
}

async function reportOf([file, load]: Suite, withoutTests: readonly string[]): Promise<FileReport> {
  const begun = Date.now();
  const failures: string[] = [];
  let passed = 0;
  const declared = loaded(load, failures);
  const wanted = declared.filter(({ name }) => !withoutTests.includes(name));
  for (const one of wanted) {
    const failure = await failureOf(one);
    if (failure === undefined) passed += 1;
    else failures.push(`${one.title}: ${failure}`);
  }
  const excluded = declared.length - wanted.length;
  return { file, passed, excluded, failures, milliseconds: Date.now() - begun };
}

function loaded(load: () => void, failures: string[]): readonly Case[] {
  try {
    const cases = declaredIn(load);
    if (cases.length === 0) failures.push('no test is declared');
    return cases;
  } catch (error) {
    failures.push(`cannot be loaded: ${described(error)}`);
    return [];
  }
}

async function failureOf({ preparations, body }: Case): Promise<string | undefined> {
  try {
    for (const prepare of preparations) await prepare();
    await body();
    return undefined;
  } catch (error) {
    return described(error);
  }
}

function described(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
}

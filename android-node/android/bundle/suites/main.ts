// Runs the suites of shared and core on Hermes. Ends with one line of JSON: {"passed", "failed", "skipped"}.
import { machineHere, printedBy } from './machine.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { EXCLUDED_TESTS, EXCLUSIONS, suiteFiles } from './suite-files.ts';
import { suitesBundle } from './suites-bundle.ts';

const machine = machineHere();
if (machine === undefined) {
  const reason = `there is no Hermes to run for ${process.platform}-${process.arch}`;
  tell({ passed: 0, failures: [], skipped: [reason] });
} else {
  const files = suiteFiles();
  const printed = printedBy(machine, await suitesBundle(files, EXCLUDED_TESTS));
  tell(outcomeOf(printed, files, EXCLUSIONS));
}

function tell({ passed, failures, skipped }: Outcome): void {
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(JSON.stringify({ passed, failed: failures.length, skipped }));
  process.exitCode = failures.length === 0 ? 0 : 1;
}

import { expect, test } from 'vitest';
import { machineHere, printedBy } from './machine.ts';
import { outcomeOf } from './outcome.ts';
import { suitesBundle } from './suites-bundle.ts';

const machine = machineHere();
const FOLDER = 'android-node/android/bundle/suites/testing';
const FILES = ['wrong-suite', 'unloadable-suite', 'empty-suite'].map((name) => `${FOLDER}/${name}.ts`);

test.skipIf(machine === undefined)(
  'what is wrong with a suite is found on the machine too',
  async () => {
    const script = await suitesBundle(FILES, []);
    const { passed, failures } = outcomeOf(
      printedBy(machine as NonNullable<typeof machine>, script),
      FILES,
      [],
    );
    expect(passed).toBe(1);
    const expected = [
      /a wrong byte: expected/,
      /a missing throw: expected/,
      /a promise that fails: too late/,
      /a property that does not hold: Property failed/,
      /unloadable-suite.ts: cannot be loaded: this file cannot be loaded/,
      /empty-suite.ts: no test is declared/,
    ];
    expect(failures).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  },
  120_000,
);

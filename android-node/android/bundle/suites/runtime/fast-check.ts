import fc from 'fast-check';

/** How often a property is tried here; Vitest tries it as often as it says. */
const RUNS = 25;

function assertFewTimes<Values>(property: fc.IRawProperty<Values>, parameters: fc.Parameters<Values> = {}) {
  return fc.assert(property, { ...parameters, numRuns: Math.min(RUNS, parameters.numRuns ?? RUNS) });
}

/** What the suites import as `fast-check`. */
export default { ...fc, assert: assertFewTimes };

import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Verdict what came of one rung
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped a reason for each check that was left out
 * @property {string} output what its programs said
 * @property {string[]} [failures] which single tests failed, and why in a line, where the rung knows
 */

/** One check that is a program: it passed or it did not. @returns {Verdict} */
export function byResult({ passed, output }) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], output };
}

/** One check that this machine or tree cannot run. @param {string} reason @returns {Verdict} */
export function skippedBecause(reason) {
  return { passed: 0, failed: 0, skipped: [reason], output: '' };
}

/** One check that failed, in a sentence. @param {string} output @returns {Verdict} */
export function failedBecause(output) {
  return { passed: 0, failed: 1, skipped: [], output };
}

/** Several verdicts as one. @param {Verdict[]} verdicts @returns {Verdict} */
export function together(verdicts) {
  return {
    passed: verdicts.reduce((sum, { passed }) => sum + passed, 0),
    failed: verdicts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: verdicts.flatMap(({ skipped }) => skipped),
    failures: verdicts.flatMap(({ failures = [] }) => failures),
    output: verdicts.map(({ output }) => output).join(''),
  };
}

const LONGEST_LINE = 300;

/** A failed test as one line. @param {string} name @param {string} [reason] what it said, of any length */
export function failureLine(name, reason = '') {
  const [first = ''] = stripVTControlCharacters(reason).trim().split('\n');
  return (first === '' ? name : `${name}: ${first}`).slice(0, LONGEST_LINE);
}

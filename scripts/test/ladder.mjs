import { together } from './verdict.mjs';

/**
 * @typedef {object} Rung
 * @property {string} title
 * @property {() => Promise<import('./verdict.mjs').Verdict>} run
 */

/**
 * Climbs rungs that do not depend on each other, `abreast` at a time, and tells each as it ends.
 * @param {Rung[]} rungs
 * @param {number} abreast
 * @returns {Promise<import('./verdict.mjs').Verdict>}
 */
export async function climb(rungs, abreast) {
  const waiting = [...rungs];
  const verdicts = [];
  const climber = async () => {
    for (let rung = waiting.shift(); rung !== undefined; rung = waiting.shift()) {
      verdicts.push(await climbOne(rung));
    }
  };
  await Promise.all(Array.from({ length: abreast }, climber));
  return together(verdicts);
}

async function climbOne({ title, run }) {
  const begun = performance.now();
  const verdict = await run().catch((error) => ({
    passed: 0,
    failed: 1,
    skipped: [],
    output: `${error instanceof Error ? error.stack : error}\n`,
  }));
  tell(title, verdict, (performance.now() - begun) / 1000);
  const { failures = verdict.failed > 0 ? ['see what it said above'] : [] } = verdict;
  return { ...verdict, failures: failures.map((failure) => `${title}: ${failure}`) };
}

/** What a rung's programs said is of interest when one failed. */
function tell(title, { passed, failed, skipped, output }, seconds) {
  if (failed > 0 && output.trim() !== '') console.log(`\n${output.trimEnd()}\n`);
  const counts = [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped: ${[...new Set(skipped)].join('; ')}`] : []),
  ];
  console.log(`${seconds.toFixed(1).padStart(6)} s  ${title}: ${counts.join(', ') || 'nothing ran, FAILED'}`);
}

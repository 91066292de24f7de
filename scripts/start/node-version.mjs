const LEAST = [20, 19];

/**
 * Why this Node cannot run the system, as a sentence with the next step.
 * @param {string} version such as `20.19.0`
 * @returns {string | undefined}
 */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return undefined;
  return `Node.js ${version} is too old: ${LEAST.join('.')} or newer is needed. Install one from https://nodejs.org, then start again.`;
}

import { accessSync, constants, mkdirSync } from 'node:fs';

/**
 * Makes the data directory where it is missing, and finds out whether this user may write there.
 * @param {string} directory
 * @returns {string | undefined} what is wrong, as a sentence with the next step
 */
export function dataDirectoryProblem(directory) {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (
      `The data directory ${directory} cannot be used (${error.code ?? error.message}). Give this user the right to ` +
      'write there, or choose another: NTM_DATA_DIR=DIRECTORY npm start'
    );
  }
}

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the data directory where it is missing, and finds out whether this user may write there.
 * @param {string} directory
 * @returns {string | undefined} what is wrong, as a sentence with the next step
 */
export function dataDirectoryProblem(directory) {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (
      `The data directory ${directory} cannot be used (${error.code ?? error.message}). Give this user the right to ` +
      'write there, or choose another: NTM_DATA_DIR=DIRECTORY npm start'
    );
  }
}

/**
 * Each missing directory by itself: `mkdir` of Node with `recursive` tries for ever where the kernel takes no new name,
 * as below /proc.
 */
function makeDirectory(directory) {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

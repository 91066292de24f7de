import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds everything. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string[]} parts path below the root */
export const at = (...parts) => join(root, ...parts);

/** Whether the tree has this file or folder. @param {string[]} parts path below the root */
export const has = (...parts) => existsSync(at(...parts));

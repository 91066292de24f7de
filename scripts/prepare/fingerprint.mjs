import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made by tools or by others: never a source. */
const NOT_SOURCES = new Set(['node_modules', 'generated', 'build', 'dist', 'coverage', 'next-env.d.ts']);

/**
 * SHA-256 over the names and contents of files; folders count with everything in them but tests and what is made.
 * @param {string[]} paths those that do not exist are left out
 * @param {string[]} [facts] what else the result depends on
 */
export function fingerprint(paths, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const path of paths) {
    for (const file of sourceFiles(path)) hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @returns {string[]} in a fixed order */
function sourceFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.has(name) && !name.startsWith('.') && !/\.test\.\w+$/.test(name))
    .sort()
    .flatMap((name) => sourceFiles(join(path, name)));
}

/** Whether `stamp` says that a result was made from exactly this. */
export function isMadeFrom(stamp, print) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
}

/** Notes what a result was made from. A new file each time: the old one may be shared with another checkout. */
export function noteMadeFrom(stamp, print) {
  const fresh = `${stamp}.new`;
  writeFileSync(fresh, print);
  renameSync(fresh, stamp);
}

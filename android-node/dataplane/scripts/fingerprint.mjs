import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below the named files and folders that exist, in a fixed order. */
function filesBelow(root, names) {
  return names
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => {
      if (name.includes('.')) return [join(root, name)];
      return readdirSync(join(root, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .sort();
    });
}

/** A digest of what a compiled result depends on: sources, and the node it is compiled with. */
export function fingerprintOf(root, names) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`);
  for (const file of filesBelow(root, names)) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

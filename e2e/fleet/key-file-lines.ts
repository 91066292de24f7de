import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shorter lines are no keys. */
const SHORTEST_KEY = 20;

/** The secret lines of all files in the folder `keys` of an installation's data, as they stand there. */
export function keyFileLines(dataDirectory: string): string[] {
  const folder = join(dataDirectory, 'keys');
  const files = readdirSync(folder).filter((name) => !name.endsWith('cert.pem'));
  return files
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .filter((line) => line.length > SHORTEST_KEY && !line.includes('-----'));
}

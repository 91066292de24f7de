import { at, has } from '../project.mjs';
import { runCommand } from './command.mjs';
import { fingerprint, isMadeFrom, noteMadeFrom } from './fingerprint.mjs';

/**
 * Writes the database client unless it was written from this schema.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ made: boolean, problem?: string }>}
 */
export async function generateDatabaseClient({ signal } = {}) {
  // Inside what it speaks of: who generates by hand removes it with the rest.
  const stamp = at('prisma', 'src', 'generated', '.made-from');
  const print = fingerprint([
    at('prisma', 'schema'),
    at('prisma', 'prisma.config.ts'),
    at('prisma', 'package.json'),
  ]);
  if (isMadeFrom(stamp, print) && has('prisma', 'src', 'generated', 'client.ts')) return { made: false };
  const prisma = at('node_modules', 'prisma', 'build', 'index.js');
  const { passed, output } = await runCommand([process.execPath, prisma, 'generate'], {
    cwd: at('prisma'),
    ...(signal && { signal }),
  });
  if (!passed)
    return { made: true, problem: `The database client could not be generated:\n${output.trim()}` };
  noteMadeFrom(stamp, print);
  return { made: true };
}

import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../prisma/embedded/index.mjs';
import { runCommand } from '../prepare/command.mjs';
import { at } from '../project.mjs';
import { readDatabaseAddress } from './database-address.mjs';
import { typeScript } from './parts.mjs';

const OTHER_DATABASE =
  '\nPut that right, or name another in DATABASE_URL, or leave it out for the database that comes along.';

/**
 * @typedef {object} Database
 * @property {string} url
 * @property {string} where for people, without the password
 * @property {Promise<string>} unexpectedEnd settles with a sentence when an embedded server is gone
 * @property {() => Promise<void>} stop
 */

/**
 * The database of `DATABASE_URL`, or an embedded one in the data directory.
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Promise<Database>}
 */
export async function openDatabase({ databaseUrl, dataDirectory }) {
  if (databaseUrl !== undefined) {
    const { where } = readDatabaseAddress(databaseUrl);
    const never = new Promise(() => {});
    return { url: databaseUrl, where, unexpectedEnd: never, stop: async () => {} };
  }
  const directory = join(dataDirectory, 'database');
  const server = await startEmbeddedPostgres({ directory });
  const log = join(directory, 'postgres.log');
  return {
    url: server.url,
    where: `embedded PostgreSQL, 127.0.0.1:${server.port}`,
    unexpectedEnd: server.exited.then(() => `The database ended by itself; see ${log}.`),
    stop: () => server.stop(),
  };
}

/**
 * Brings the database to the newest schema.
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} url
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ problem?: string }>}
 */
export async function migrate({ databaseUrl }, url, { signal } = {}) {
  const { passed, output } = await runCommand(typeScript('prisma', 'src', 'migrate', 'main.ts'), {
    cwd: at('prisma'),
    env: { DATABASE_URL: url },
    ...(signal && { signal }),
  });
  if (passed) return {};
  const [which, next] = databaseUrl === undefined ? ['', ''] : [' of DATABASE_URL', OTHER_DATABASE];
  return {
    problem: `The database${which} could not be brought to the newest schema:\n${output.trim()}${next}`,
  };
}

import { installedPostgres } from '../../prisma/embedded/installed-postgres.mjs';
import { isInstalled } from '../prepare/command.mjs';
import { at } from '../project.mjs';
import { skippedBecause } from './verdict.mjs';
import { runSuite } from './workspaces.mjs';

/** Runs a program with an ordinary PostgreSQL server that its tests find. */
const WITH_SERVER = [process.execPath, at('prisma', 'embedded', 'with-server.mjs')];

/** Of the console and the servers: what writes, reads, and keeps what nodes and rollouts say. */
const OF_WEB = [
  ...['fleet.test.ts', 'ingest/', 'presence/', 'realm/', 'retention/', 'rollout/'].map(
    (name) => `src/servers/${name}`,
  ),
  'src/notifications/',
];

/**
 * What meets database and broker, once more on the programs of a large installation instead of those that come with
 * us. The suites themselves run what concerns the broker alone on both.
 * @returns {import('./ladder.mjs').Rung[]}
 */
export function engines() {
  return [
    { title: 'prisma on a PostgreSQL server', run: () => onServer('prisma', []) },
    { title: 'web on a PostgreSQL server', run: () => onServer('web', OF_WEB) },
    { title: 'fleet on a PostgreSQL server and mosquitto', run: onServerAndMosquitto },
  ];
}

async function onServer(workspace, paths, env = {}) {
  if (installedPostgres() === undefined && !process.env.NTM_TEST_DATABASE_URL)
    return skippedBecause('no PostgreSQL server is installed, and NTM_TEST_DATABASE_URL names none');
  return runSuite(workspace, { paths, within: WITH_SERVER, env });
}

async function onServerAndMosquitto() {
  if (!isInstalled('mosquitto')) return skippedBecause('mosquitto is not installed');
  return onServer('e2e', ['fleet/', 'enrolment/', 'scale/fleet-tool'], { NTM_TEST_BROKER: 'mosquitto' });
}

import { spawnSync } from 'node:child_process';
import { getuid } from 'node:process';

const NOBODY = '65534';

/**
 * Words to put before a PostgreSQL program. It refuses to run as root, so root runs it in a user namespace of its
 * own where it is nobody; the files stay root's. The death signal comes after the namespace, whose credentials
 * would clear it: SIGINT is PostgreSQL's fast shutdown, so nothing outlives a killed parent.
 * @returns {string[]}
 */
export function unprivilegedPrefix() {
  const dieWithParent = works(['setpriv', '--pdeathsig', 'INT', '--'])
    ? ['setpriv', '--pdeathsig', 'INT', '--']
    : [];
  if (getuid?.() !== 0) return dieWithParent;
  const namespace = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  if (!works(namespace)) {
    throw new Error(
      'PostgreSQL does not run as root, and user namespaces are forbidden here. ' +
        'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return [...namespace, ...dieWithParent];
}

/** @param {string[]} prefix */
function works([program, ...rest]) {
  return spawnSync(program, [...rest, 'true'], { stdio: 'ignore' }).status === 0;
}

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { installedPostgres } from '../../prisma/embedded/installed-postgres.mjs';
import { isInstalled, runCommand } from '../prepare/command.mjs';

/** Programs that checks cross process boundaries with, and the Debian packages that hold them. */
const PACKAGES = {
  chromium: 'chromium',
  iperf3: 'iperf3',
  nft: 'nftables',
  'wireguard-go': 'wireguard-go',
  wg: 'wireguard-tools',
  tshark: 'tshark',
  mosquitto: 'mosquitto',
  ping: 'iputils-ping',
  openssl: 'openssl',
  ip: 'iproute2',
  ethtool: 'ethtool',
  clang: 'clang',
  'g++': 'g++',
  make: 'make',
};
const SANITIZER_PACKAGE = 'libclang-rt-14-dev';
const SANITIZER_FILES = '/usr/lib/llvm-14/lib/clang';
/** Its programs are in no folder where programs are looked for. */
const DATABASE_PACKAGE = 'postgresql';
const DATABASE_SETTING = '/etc/postgresql-common/createcluster.d/ntmobile-tests.conf';

/** Installs what is missing where this is root on Debian; elsewhere says what the checks will do without. */
export async function installPrograms() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log(`Not installed: ${missing.join(', ')}. Checks that need them are skipped and say so.`);
    return;
  }
  console.log(`Installing ${missing.join(' ')}`);
  if (missing.includes(DATABASE_PACKAGE)) await withoutDatabaseOfDebian(() => install(missing));
  else await install(missing);
  const absent = missingPackages();
  if (absent.length > 0) console.log(`Could not be installed: ${absent.join(', ')}.`);
}

async function install(packages) {
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await runCommand(['apt-get', 'update', '-qq'], quiet);
  const words = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends'];
  if ((await runCommand([...words, ...packages], quiet)).passed) return;
  // One package that this release does not have must not keep the others away.
  for (const name of packages) await runCommand([...words, name], quiet);
}

/** Debian makes a database with the package and runs it from then on; tests make theirs and take them away. */
async function withoutDatabaseOfDebian(work) {
  mkdirSync(dirname(DATABASE_SETTING), { recursive: true });
  writeFileSync(DATABASE_SETTING, 'create_main_cluster = false\n');
  try {
    await work();
  } finally {
    rmSync(DATABASE_SETTING);
  }
}

function missingPackages() {
  const missing = Object.keys(PACKAGES).filter((program) => !isInstalled(program));
  const sanitizer = existsSync(SANITIZER_FILES) ? [] : [SANITIZER_PACKAGE];
  const database = installedPostgres() === undefined ? [DATABASE_PACKAGE] : [];
  return [...missing.map((program) => PACKAGES[program]), ...sanitizer, ...database];
}

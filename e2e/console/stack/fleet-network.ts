import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Lab } from '../../lab/lab.ts';
import { run } from '../../lab/shell.ts';
import { makeRouter } from '../../lab/site.ts';

const PROGRAMS = ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'setpriv', 'unshare'];
/** Networks 10.x.0.0/24 for this machine's end and the sites; by process, so that two runs do not meet. */
const NETWORKS = { from: 12, each: 3, sets: 22 };

/** What the tests are told of the network, as one variable of the environment. */
export interface FleetNetwork {
  /** Namespace to which sites are wired. */
  readonly router: string;
  /** First of the numbers that sites may take. */
  readonly firstSite: number;
}

/** A network between this machine, where the system runs, and namespaces, where nodes run. */
export interface RunningFleetNetwork extends FleetNetwork {
  /** This machine's address in it. */
  readonly address: string;
  tearDown(): Promise<void>;
}

/** Why this machine cannot have such a network, in words; undefined where it can. */
export function fleetObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  if (!existsSync('/dev/net/tun')) return 'this machine has no /dev/net/tun';
  const { status } = spawnSync('unshare', ['--net', 'true'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'this machine forbids network namespaces';
}

/**
 * Wires a router to this machine, at an address that the machine has as long as the wire is there:
 *
 *   this machine 10.n.0.2 --- router --- sites 10.(n+1).0.2, 10.(n+2).0.2
 */
export async function startFleetNetwork(): Promise<RunningFleetNetwork> {
  const lab = new Lab();
  try {
    const router = await makeRouter(lab);
    const number = NETWORKS.from + NETWORKS.each * (process.pid % NETWORKS.sets);
    const device = `ntmlab${process.pid}`;
    const words = `link add to-host type veth peer name ${device} netns ${process.pid}`;
    await run('ip', '-n', router, ...words.split(' '));
    await run('ip', '-n', router, 'address', 'add', `10.${number}.0.1/24`, 'dev', 'to-host');
    await run('ip', '-n', router, 'link', 'set', 'to-host', 'up');
    await run('ip', 'address', 'add', `10.${number}.0.2/24`, 'dev', device);
    await run('ip', 'link', 'set', device, 'up');
    const firstSite = number + 1;
    for (let site = firstSite; site < number + NETWORKS.each; site++)
      await run('ip', 'route', 'add', `10.${site}.0.0/24`, 'via', `10.${number}.0.1`);
    return { router, firstSite, address: `10.${number}.0.2`, tearDown: () => lab.tearDown() };
  } catch (error) {
    await lab.tearDown();
    throw error;
  }
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { join } from 'node:path';
import { AGENT } from '../agent-name.ts';
import { cloneLine } from '../cli/clone-line.ts';
import { serveControl } from '../control/control-socket.ts';
import { loadEnrolment } from '../enrolment/stored-enrolment.ts';
import { lockInstance } from '../state/instance-lock.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { loadStockPeers } from '../state/stock-peers.ts';
import { type LinuxNode, type LinuxNodeOptions, startLinuxNode } from './linux-node.ts';
import { untilStopRequested } from './stop-request.ts';

/** What `ntm-node up` was asked for. */
export interface UpOptions
  extends Pick<LinuxNodeOptions, 'tun' | 'listenPort' | 'addresses' | 'resolver' | 'wireguardKeylog'> {
  /** Path of the state directory. */
  readonly state: string;
}

/** Runs a node in the foreground until `ntm-node down`, SIGTERM or SIGINT; `say` is told a line for each event. */
export async function up(options: UpOptions, say: (line: string) => void): Promise<void> {
  const directory = new StateDirectory(options.state);
  const unlock = lockInstance(directory);
  try {
    const peers = loadStockPeers(directory);
    const enrolment = loadEnrolment(directory);
    if (enrolment === undefined && peers.length === 0)
      throw new Error(
        'this node is not enrolled and has no peers: copy the enrolment string of the console ' +
          `and run: ${cloneLine("enrol 'ENROLMENT-STRING'", options.state)}`,
      );
    const node = await startLinuxNode({ ...options, directory, agent: AGENT, peers, enrolment, say });
    try {
      await serveUntilStopped(directory, node, { tun: options.tun, say });
    } finally {
      await node.stop();
    }
    say('stopped');
  } finally {
    unlock();
  }
}

/**
 * Answers `ntm-node status` and `down` of a node that was started, until somebody asks it to stop; it is stopped then.
 * Rejects with what the node could not take back, and answers nobody any more in any case.
 */
export async function serveUntilStopped(
  directory: StateDirectory,
  node: Pick<LinuxNode, 'status' | 'configured' | 'stop'>,
  { tun, say }: { readonly tun: string; readonly say: (line: string) => void },
): Promise<void> {
  const stop = untilStopRequested();
  try {
    const control = await serveControl(join(directory.path, 'control.sock'), async ({ command }) => {
      if (command === 'status') return node.status();
      stop.request('down');
      // Whoever asked is answered when all is taken back.
      await node.stop();
      return undefined;
    });
    try {
      // Whoever reads the next line may use the addresses; a system that hangs keeps nobody from stopping.
      const isUp = await Promise.race([node.configured().then(() => true), stop.requested.then(() => false)]);
      if (isUp) say(`up on ${tun}; stop with Ctrl-C or: ${cloneLine('down', directory.path)}`);
      say(`leaving (${await stop.requested})`);
      await node.stop();
    } finally {
      // A process whose node cannot take everything back ends all the same.
      control.close();
    }
  } finally {
    stop.end();
  }
}

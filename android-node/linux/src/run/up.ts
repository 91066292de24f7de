import { join } from 'node:path';
import type { StockPeer } from '@ntmobile/node-core';
import { serveControl } from '../control/control-socket.ts';
import { loadEnrolment, type StoredEnrolment } from '../enrolment/stored-enrolment.ts';
import { resolverMode } from '../network/resolver-integration.ts';
import { loadOrCreatePrivateKey } from '../state/identity.ts';
import { lockInstance } from '../state/instance-lock.ts';
import { KeyValueStore } from '../state/key-value-store.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { loadStockPeers } from '../state/stock-peers.ts';
import { coreEnrolment } from './core-enrolment.ts';
import { EventWords } from './event-words.ts';
import { HandshakeKeyLog } from './handshake-key-log.ts';
import { linuxMachine } from './linux-machine.ts';
import { type RunningNode, startNode } from './running-node.ts';
import { type StopRequest, untilStopRequested } from './stop-request.ts';

/** Name and version that coordinator and console show. */
export const AGENT = 'ntm-node/0.1.0 linux';
const TUN_MTU = 1_440;

/** What `ntm-node up` was asked for. */
export interface UpOptions {
  /** Path of the state directory. */
  readonly state: string;
  readonly tun: string;
  /** 0 lets the system choose. */
  readonly listenPort: number;
  /** Addresses that no coordinator gave, as prefixes. */
  readonly addresses: readonly string[];
  /** `auto`, `none` or a file. */
  readonly resolver: string;
  /** File for the secrets of all handshakes, for debugging only. */
  readonly wireguardKeylog?: string;
}

/** Runs a node in the foreground until `ntm-node down`, SIGTERM or SIGINT; `say` is told a line for each event. */
export async function up(options: UpOptions, say: (line: string) => void): Promise<void> {
  const directory = new StateDirectory(options.state);
  const unlock = lockInstance(directory);
  try {
    await runNode(directory, options, say);
  } finally {
    unlock();
  }
}

async function runNode(
  directory: StateDirectory,
  options: UpOptions,
  say: (line: string) => void,
): Promise<void> {
  const peers = loadStockPeers(directory);
  const enrolment = loadEnrolment(directory);
  if (enrolment === undefined && peers.length === 0)
    throw new Error(
      'this node is not enrolled and has no peers: copy the enrolment string of the console ' +
        'and run "ntm-node enrol ENROLMENT-STRING"',
    );
  const node = start(directory, { options, peers, enrolment, say });
  const stop = untilStopRequested();
  try {
    const control = await serveControl(join(directory.path, 'control.sock'), async ({ command }) => {
      if (command === 'status') return node.status();
      stop.request('down');
      await node.stop();
      return undefined;
    });
    try {
      say(`up on ${options.tun}; stop with Ctrl-C or "ntm-node down"`);
      await sayGoodbye(node, await stop.requested, say);
    } finally {
      control.close();
    }
  } finally {
    stop.end();
    await node.stop();
  }
}

async function sayGoodbye(node: RunningNode, why: StopRequest, say: (line: string) => void): Promise<void> {
  say(`leaving (${why})`);
  await node.stop();
  say('stopped');
}

interface Parts {
  readonly options: UpOptions;
  readonly peers: readonly StockPeer[];
  readonly enrolment: StoredEnrolment | undefined;
  readonly say: (line: string) => void;
}

function start(directory: StateDirectory, { options, peers, enrolment, say }: Parts): RunningNode {
  const privateKey = loadOrCreatePrivateKey(directory);
  const { wireguardKeylog, tun, listenPort, addresses } = options;
  const log = wireguardKeylog === undefined ? undefined : new HandshakeKeyLog(wireguardKeylog, privateKey);
  if (log) say(`warning: ${wireguardKeylog} gets every secret of this node's tunnels; for debugging only`);
  const words = new EventWords(() => node.status());
  const node = startNode({
    privateKey,
    agent: AGENT,
    machine: linuxMachine({ tun, resolver: resolverMode(options.resolver) }),
    state: new KeyValueStore(directory.child('core')),
    configuration: {
      listenPort,
      tunMtu: TUN_MTU,
      staticAddresses: addresses,
      peers,
      allowedTestPrefixes: [],
    },
    ...(enrolment && { enrolment: coreEnrolment(enrolment.answer) }),
    onReport: (report) => {
      const line = words.lineOf(report);
      if (line !== undefined) say(line);
    },
    ...(log && { onHandshakeKeys: (keys) => log.add(keys) }),
  });
  return node;
}

import type { NodeStatus, StockPeer } from '@ntmobile/node-core';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { enrolAgainLine } from '../cli/clone-line.ts';
import type { RespellingStatus } from '../dns/upstream.ts';
import type { StoredEnrolment } from '../enrolment/stored-enrolment.ts';
import type { AgentStatus } from '../fleet/agent-status.ts';
import { type FleetAgent, startFleetAgent } from '../fleet/fleet-agent.ts';
import { UndialableBroker } from '../mqtt/broker-link.ts';
import { networkType } from '../network/network-type.ts';
import { resolverMode } from '../network/resolver-integration.ts';
import { loadOrCreatePrivateKey } from '../state/identity.ts';
import { KeyValueStore } from '../state/key-value-store.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { coreEnrolment } from './core-enrolment.ts';
import { HandshakeKeyLog } from './handshake-key-log.ts';
import { type LinuxMachine, linuxMachine } from './linux-machine.ts';
import { rehearseFirstContact } from './rehearsal/rehearsal.ts';
import { type RunningNode, startNode } from './running-node.ts';
import { spokenEvents } from './spoken-events.ts';

const TUN_MTU = 1_440;
/** A coordinator that is reachable has answered long before. */
const ALONE_MS = 5_000;
/** The first compiles, the next let the engine learn what the code works on: a twelfth takes a third of the first. */
const REHEARSALS = 12;
const REHEARSAL_EACH_MS = 50;

/** What makes one node of this machine. */
export interface LinuxNodeOptions {
  readonly directory: StateDirectory;
  readonly agent: string;
  readonly tun: string;
  /** 0 lets the system choose. */
  readonly listenPort: number;
  /** Addresses that no coordinator gave, as prefixes. */
  readonly addresses: readonly string[];
  /** `auto`, `none` or a file. */
  readonly resolver: string;
  /** File for the secrets of all handshakes, for debugging only. */
  readonly wireguardKeylog?: string;
  readonly peers: readonly StockPeer[];
  /** Absent: only the peers are served, and no fleet is told. */
  readonly enrolment: StoredEnrolment | undefined;
  /** Told a line for each event that a person cares about. */
  readonly say: (line: string) => void;
}

/** What `ntm-node status` shows; `fleet` where the node is enrolled. */
export interface LinuxNodeStatus extends NodeStatus {
  /** The data plane's totals by name: traffic, and every refusal by its reason. */
  readonly packets: Readonly<Record<string, number>>;
  /** Of name servers whose answers can be checked by asking twice only; absent where there are none. */
  readonly respelling?: RespellingStatus;
  readonly fleet?: AgentStatus;
}

/** The node of a machine with all that belongs to it. */
export interface LinuxNode {
  status(): LinuxNodeStatus;
  /** Resolves when the system has taken, or refused, the addresses and routes known so far. */
  configured(): Promise<void>;
  /** Leaves coordinator and broker, then takes everything back; bounded in time. Repeated calls wait for the first. */
  stop(): Promise<void>;
}

/**
 * Starts node and, where it is enrolled, the agent of its fleet. Rejects where it cannot, with StartFailure where a person
 * can mend it, once everything is taken back.
 */
export async function startLinuxNode(options: LinuxNodeOptions): Promise<LinuxNode> {
  const { enrolment, say } = options;
  const machine = linuxMachine({ tun: options.tun, resolver: resolverMode(options.resolver), say });
  const node = start(options, machine);
  const agent = enrolment && (await startAgent(options, { node, machine, answer: enrolment.answer }));
  const alone = setTimeout(() => sayAlone(node, options), ALONE_MS);
  const rehearsing = rehearse();
  let stopped: Promise<void> | undefined;
  return {
    status: () => {
      const respelling = machine.respelling();
      return {
        ...node.status(),
        packets: node.counters().totals,
        ...(respelling && { respelling }),
        ...(agent && { fleet: agent.status() }),
      };
    },
    configured: () => machine.configured(),
    stop: () => {
      clearTimeout(alone);
      clearInterval(rehearsing);
      stopped ??= leave(node, agent);
      return stopped;
    },
  };
}

/** A node whose agent cannot start is stopped again: nobody would be there to stop it. */
async function startAgent(
  { directory, say, agent }: LinuxNodeOptions,
  of: { readonly node: RunningNode; readonly machine: LinuxMachine; readonly answer: AdmittedAnswer },
): Promise<FleetAgent> {
  const { node, machine, answer } = of;
  try {
    return startFleetAgent({
      node,
      enrolment: answer,
      state: directory.child('fleet'),
      agent,
      say,
      interfaces: machine.interfaces,
      networkType,
      useUpstream: machine.useUpstream,
    });
  } catch (error) {
    await node.stop().catch((failure: Error) => say(`not everything is taken back: ${failure.message}`));
    if (!(error instanceof UndialableBroker)) throw error;
    throw new Error(`${error.message}: ${enrolAgainLine(directory.path)}`, { cause: error });
  }
}

/** A few in the first second, one at a time, so that packets pass between them; never again after that. */
function rehearse(): NodeJS.Timeout {
  let left = REHEARSALS;
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) clearInterval(timer);
    try {
      rehearseFirstContact(nodePrimitives, Date.now());
    } catch {
      // It makes the first contacts faster and nothing else: a node whose rehearsal fails runs as well.
      clearInterval(timer);
    }
  }, REHEARSAL_EACH_MS);
  return timer;
}

/** Silence is the hardest thing to see: says where nobody answers. */
function sayAlone(node: RunningNode, { enrolment, say }: LinuxNodeOptions): void {
  if (enrolment === undefined || node.status().coordinator.state === 'registered') return;
  const endpoints = enrolment.answer.coordinators.flatMap((one) => one.endpoints).join(', ');
  say(`no coordinator answers yet at ${endpoints}: check that UDP to it is open; this node keeps trying`);
}

/** Both goodbyes at the same time: neither needs the other. */
async function leave(node: RunningNode, agent: FleetAgent | undefined): Promise<void> {
  await Promise.all([agent?.stop(), node.stop()]);
}

function start(options: LinuxNodeOptions, machine: LinuxMachine): RunningNode {
  const { directory, wireguardKeylog, listenPort, addresses, peers, enrolment, say } = options;
  const privateKey = loadOrCreatePrivateKey(directory);
  const log = wireguardKeylog === undefined ? undefined : new HandshakeKeyLog(wireguardKeylog, privateKey);
  if (log) say(`warning: ${wireguardKeylog} gets every secret of this node's tunnels; for debugging only`);
  const node = startNode({
    privateKey,
    agent: options.agent,
    machine,
    state: new KeyValueStore(directory.child('core'), storageFailures(say)),
    configuration: {
      listenPort,
      tunMtu: TUN_MTU,
      staticAddresses: addresses,
      peers,
      allowedTestPrefixes: [],
    },
    ...(enrolment && { enrolment: coreEnrolment(enrolment.answer) }),
    onReport: spokenEvents({ machine, status: () => node.status(), say }),
    ...(log && { onHandshakeKeys: (keys) => log.add(keys) }),
  });
  return node;
}

/** Says once for each reason that the state cannot be stored. */
function storageFailures(say: (line: string) => void): (failure: Error) => void {
  let last = '';
  return ({ message }) => {
    if (message !== last)
      say(`the state of this node cannot be stored: ${message}; it goes on and tries again`);
    last = message;
  };
}

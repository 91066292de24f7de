import {
  classifyDatagram,
  DecodeError,
  type Endpoint,
  parseEndpoint,
  unmapIpAddress,
} from '@ntmobile/shared';
import { type CoordinatorStatus, coordinatorCounts, coordinatorStatus } from './coordinator-status.ts';
import { Counters } from './counters.ts';
import { Deadlines } from './deadlines.ts';
import type { PeerPath } from './direction/path-table.ts';
import { NodeDirectory } from './directory/node-directory.ts';
import type { DcInput } from './inputs.ts';
import { type Machines, makeMachines } from './machines.ts';
import { followChange, takeOver } from './node-changes.ts';
import type { DcOptions } from './options.ts';
import { OutputQueue } from './output-queue.ts';
import type { DcOutput, StoreOutput } from './outputs.ts';
import type { DcTimer } from './timer.ts';
import { dispatchTimer } from './timer-dispatch.ts';
import { WallClock } from './wall-clock.ts';

/**
 * A Direction Coordinator without I/O. A host calls `handleInput` with one input and then `pollOutput` until it gives
 * `armTimer`. `now` is monotonic milliseconds. The first input is `started`.
 */
export class DirectionCoordinator {
  readonly #machines: Machines;

  constructor(options: DcOptions) {
    this.#machines = makeMachines({
      ...options,
      outputs: new OutputQueue(),
      deadlines: new Deadlines<DcTimer>(),
      counters: new Counters(),
      clock: new WallClock(),
      directory: new NodeDirectory(),
    });
  }

  /** Takes one input. Bad packets are counted; a throw means that the coordinator itself is wrong. */
  handleInput(input: DcInput, now: number): void {
    this.#handle(input, now);
    this.#machines.outbox.flush(now);
  }

  /** The next output; `armTimer` is the last. */
  pollOutput(): DcOutput {
    const { outputs, deadlines } = this.#machines.services;
    return outputs.take() ?? { kind: 'armTimer', at: deadlines.next() };
  }

  /** What happens now, without secrets, for diagnosis. */
  status(): CoordinatorStatus {
    return coordinatorStatus(this.#machines);
  }

  /** How much there is and what was done and dropped, by name. */
  counts(): Record<string, number> {
    return coordinatorCounts(this.#machines);
  }

  #handle(input: DcInput, now: number): void {
    const machines = this.#machines;
    switch (input.kind) {
      case 'started':
        machines.services.clock.read(input.wallClockMs, now);
        takeOver(machines, input.profiles, input.leases, now);
        return;
      case 'wallClockRead':
        machines.services.clock.read(input.wallClockMs, now);
        return;
      case 'packetReceived':
        this.#packetReceived(input.datagram, input.source, now);
        return;
      case 'timeReached':
        this.#timeReached(now);
        return;
      case 'nodeLoaded':
        if (input.profile !== undefined) followChange(machines, input.profile, now);
        machines.incoming.nodeLoaded(input.staticKey, input.profile, now);
        return;
      case 'nodeChanged':
        followChange(machines, input.profile, now);
        return;
      case 'peersLoaded':
        peersLoaded(machines, input.nodeId, input.paths, now);
        return;
      case 'pathStored':
        machines.directions.pathStored(input.pair, input.pathId, now);
        machines.withdrawals.pathStored(input.pair, now);
        return;
      case 'storeFailed':
        this.#storeFailed(input.output, now);
        return;
      default:
        input satisfies never;
    }
  }

  #timeReached(now: number): void {
    const { deadlines } = this.#machines.services;
    for (let timer = deadlines.takeDue(now); timer !== undefined; timer = deadlines.takeDue(now))
      dispatchTimer(this.#machines, timer, now);
  }

  #packetReceived(datagram: Uint8Array, sourceText: string, now: number): void {
    const { services, incoming, outgoing, sealed } = this.#machines;
    services.counters.add('packetsReceived');
    // Type and length before all else: in a flood this is all that most datagrams cost.
    switch (classifyDatagram(datagram)) {
      case 'transport': {
        const source = this.#endpointOf(sourceText);
        if (source !== undefined) sealed.received(datagram, source, now);
        return;
      }
      case 'initiation': {
        const source = this.#endpointOf(sourceText);
        if (source !== undefined) incoming.received(datagram, source, now);
        return;
      }
      case 'response':
        outgoing.responseReceived(datagram, now);
        return;
      case 'cookieReply':
        outgoing.cookieReceived(datagram, now);
        return;
      default:
        services.counters.add('droppedNotOurProtocol');
    }
  }

  #endpointOf(sourceText: string): Endpoint | undefined {
    const source = attemptEndpoint(sourceText);
    if (source === undefined) this.#machines.services.counters.add('droppedBadSource');
    return source;
  }

  #storeFailed(output: StoreOutput, now: number): void {
    const { services, incoming, leases, directions, withdrawals } = this.#machines;
    services.counters.add('storeFailures');
    switch (output.kind) {
      case 'loadNode':
        incoming.nodeLoaded(output.staticKey, undefined, now);
        return;
      case 'loadPeers':
        withdrawals.peersFailed(output.nodeId, now);
        return;
      case 'storePath':
        directions.pathFailed(output.pair, now);
        return;
      case 'saveLease':
        leases.storeFailed(output.lease.nodeId, now);
        return;
      case 'saveStamp':
      case 'dropLease':
      case 'recordAudit':
      case 'recordTunnelReport':
        // Said once: a stamp is followed by newer ones, a lease expires in the store by itself.
        return;
      default:
        output satisfies never;
    }
  }
}

function peersLoaded(
  { leases, directions, withdrawals }: Machines,
  nodeId: string,
  paths: readonly PeerPath[],
  now: number,
): void {
  // Without a lease here another coordinator may make paths for the node.
  if (leases.find(nodeId) !== undefined) directions.paths.learn(nodeId, paths);
  withdrawals.peersLoaded(
    nodeId,
    paths.map(({ peerId }) => peerId),
    now,
  );
}

/** Undefined for what no packet can be answered to: not an endpoint (an address with a zone, too), or port 0. */
function attemptEndpoint(text: string): Endpoint | undefined {
  try {
    const { address, port } = parseEndpoint(text);
    return port === 0 ? undefined : { address: unmapIpAddress(address), port };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

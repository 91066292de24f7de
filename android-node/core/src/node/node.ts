import type { NodeInput } from '../inputs.ts';
import type { NodeOutput } from '../outputs.ts';
import { dispatchHandshake } from './handshake-dispatch.ts';
import { Machines, type NodeOptions } from './machines.ts';
import { nodeStatus } from './node-status.ts';
import { dispatchTimer } from './timer-dispatch.ts';

/**
 * One NTMobile node without I/O.
 *
 * A host calls `handleInput` with one input and the monotonic time in milliseconds (counting suspend), then
 * `pollOutput` until the output `armTimer`, and `timeReached` is the next input at that time at the latest. The
 * first input is `started`. Executing an output may fail; the failure comes back as an input. Nothing inside
 * schedules, waits, logs or opens anything. Packets from outside never make it throw.
 */
export class NtmNode {
  readonly #machines: Machines;

  constructor(options: NodeOptions) {
    this.#machines = new Machines(options);
  }

  /** The node's static public key, 32 bytes. */
  get publicKey(): Uint8Array {
    return this.#machines.services.identity.publicKey;
  }

  handleInput(input: NodeInput, now: number): void {
    this.#dispatch(input, now);
    const { timers } = this.#machines.services;
    for (let timer = timers.takeDue(now); timer !== undefined; timer = timers.takeDue(now))
      dispatchTimer(this.#machines, timer, now);
  }

  /** The next thing to do; `armTimer` is the last of a round. */
  pollOutput(): NodeOutput {
    const { outputs, timers } = this.#machines.services;
    return outputs.take() ?? { kind: 'armTimer', at: timers.nextDeadline() };
  }

  #dispatch(input: NodeInput, now: number): void {
    const machines = this.#machines;
    const { services, stock, tunnels, coordinator, dns } = machines;
    switch (input.kind) {
      case 'started':
        services.stamps.start(input.wallClockMs, input.state, now);
        machines.peerKeys.start(input.state);
        return;
      case 'timeReached':
        return;
      case 'configured':
        machines.configure(input.configuration, now);
        return;
      case 'enrolled':
        coordinator.enrolled(input.enrolment, now);
        return;
      case 'overlayConfigured':
        machines.configureOverlay(input.overlay);
        return;
      case 'networkChanged':
        machines.networkChanged(input.interfaces, now);
        return;
      case 'socketOpened':
        services.sockets.opened(input.socket, input.port);
        coordinator.socketOpened(now);
        stock.socketOpened(now);
        return;
      case 'socketFailed':
        services.sockets.failed(input.socket, input.message);
        services.outputs.report({ kind: 'failed', what: 'socket', message: input.message });
        return;
      case 'tunFailed':
        services.outputs.report({ kind: 'failed', what: 'tun', message: input.message });
        return;
      case 'handshakeReceived':
        dispatchHandshake(machines, input, now);
        return;
      case 'sealedReceived':
        coordinator.link.sealedReceived(input, now);
        return;
      case 'controlReceived':
        tunnels.controlReceived(input, now);
        return;
      case 'sessionConfirmed':
        stock.sessionConfirmed(input, now);
        tunnels.sessionConfirmed(input, now);
        return;
      case 'sourceChanged':
        stock.sourceChanged(input);
        return;
      case 'timerDue':
        stock.timerDue(input, now);
        tunnels.timerDue(input, now);
        return;
      case 'missed':
        machines.missed(input.destination, now);
        return;
      case 'dnsQueryReceived':
        dns.queryReceived(input.id, input.payload, now);
        return;
      case 'dnsUpstreamAnswered':
        dns.upstreamAnswered(input.id, input.payload);
        return;
      case 'statusRequested':
        services.outputs.report({
          kind: 'status',
          id: input.id,
          status: nodeStatus(machines, input.counters),
        });
        return;
      case 'stopRequested':
        tunnels.closeAll('the node leaves', now);
        coordinator.leave(now);
        return;
      default:
        input satisfies never;
    }
  }
}

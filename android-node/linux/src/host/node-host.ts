import type { NodeInput, NodeOutput, NodeReport } from '@ntmobile/node-core';
import { DeadlineTimer } from './deadline-timer.ts';
import type { DataPlanePort, HostServices, NodeCore, TunConfiguration } from './ports.ts';

type Arm = Extract<NodeOutput, { kind: 'armTimer' }>;

/** Runs one node: hands inputs to the core, executes its outputs, arms its one timer. Knows no protocol. */
export class NodeHost {
  readonly #core: NodeCore;
  readonly #plane: DataPlanePort;
  readonly #services: HostServices;
  readonly #waiting: NodeInput[] = [];
  readonly #reports: NodeReport[] = [];
  #running = false;
  #closed = false;
  readonly #timer: DeadlineTimer;

  constructor(core: NodeCore, plane: DataPlanePort, services: HostServices) {
    this.#core = core;
    this.#plane = plane;
    this.#services = services;
    this.#timer = new DeadlineTimer(
      () => services.now(),
      () => this.handle({ kind: 'timeReached' }),
    );
  }

  /**
   * Hands inputs in, in order; those that arise while outputs are executed follow after them. Reports are told
   * after all of them, so that whoever hears one may hand in the next input.
   */
  handle(...inputs: NodeInput[]): void {
    if (this.#closed) return;
    this.#waiting.push(...inputs);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let input = this.#waiting.shift(); input; input = this.#waiting.shift()) this.#round(input);
    } finally {
      this.#running = false;
    }
    for (let report = this.#reports.shift(); report; report = this.#reports.shift())
      this.#services.report(report);
  }

  /** To be called now and then, for deadlines that passed in suspend. */
  wake(): void {
    this.#timer.wake();
  }

  /** No input or output after this; the data plane is closed. */
  close(): void {
    this.#closed = true;
    this.#timer.arm(undefined);
    this.#plane.close();
  }

  #round(input: NodeInput): void {
    this.#core.handleInput(input, this.#services.now());
    let output = this.#core.pollOutput();
    while (output.kind !== 'armTimer') {
      this.#execute(output);
      output = this.#core.pollOutput();
    }
    // A node that was closed by one of its own outputs stays closed.
    this.#timer.arm(this.#closed ? undefined : output.at);
  }

  #execute(output: Exclude<NodeOutput, Arm>): void {
    const plane = this.#plane;
    switch (output.kind) {
      case 'openSocket':
        this.#openSocket(output);
        break;
      case 'closeSocket':
        plane.closeSocket(output.socket);
        break;
      case 'sendDatagram':
        plane.sendDatagram(output);
        break;
      case 'setPeer': {
        const { peerKind, kind: _, ...peer } = output;
        plane.setPeer({ ...peer, kind: peerKind });
        break;
      }
      case 'removePeer':
        plane.removePeer(output.peer);
        break;
      case 'installSession':
        plane.installSession(output);
        break;
      case 'removeSession':
        plane.removeSession(output.localIndex);
        break;
      case 'setEndpoint':
        plane.setEndpoint(output);
        break;
      case 'setPathMtu':
        plane.setPathMtu(output.peer, output.mtu);
        break;
      case 'sealControl':
        plane.sealControl(output);
        break;
      case 'ownIndex':
        plane.ownIndex(output.localIndex);
        break;
      case 'releaseIndex':
        plane.releaseIndex(output.localIndex);
        break;
      case 'refuse':
        plane.refuse(output);
        break;
      case 'answerDns':
        plane.answerDns(output);
        break;
      case 'forwardDns':
        void this.#forwardDns(output.id, output.payload);
        break;
      case 'configureTun':
        void this.#configureTun(output);
        break;
      case 'saveState':
        this.#services.saveState(output.key, output.value, output.urgency);
        break;
      case 'logHandshakeKeys':
        this.#services.logHandshakeKeys?.(output);
        break;
      case 'report':
        this.#reports.push(output.report);
        break;
      default:
        output satisfies never;
    }
  }

  #openSocket(output: Extract<NodeOutput, { kind: 'openSocket' }>): void {
    try {
      const address = this.#services.socketAddress?.(output.family);
      const { port } = this.#plane.openSocket({ ...output, ...(address !== undefined && { address }) });
      this.#waiting.push({ kind: 'socketOpened', socket: output.socket, port });
    } catch (error) {
      this.#services.socketRefused?.(output.port, error);
      this.#waiting.push({ kind: 'socketFailed', socket: output.socket, message: messageOf(error) });
    }
  }

  async #forwardDns(id: number, query: Uint8Array): Promise<void> {
    // Whatever kept it from being asked, such as a want of files, is no answer.
    const payload = await this.#services.askUpstream(query).catch(() => undefined);
    this.handle({ kind: 'dnsUpstreamAnswered', id, ...(payload && { payload }) });
  }

  async #configureTun(output: TunConfiguration): Promise<void> {
    try {
      this.#plane.setVirtualAddresses(
        output.addresses.map((prefix) => prefix.replace(/\/.*/, '')),
        [...output.prefixes],
      );
      this.#plane.setResolver({ addresses: [...output.resolver] });
      await this.#services.configureTun(output);
    } catch (error) {
      this.handle({ kind: 'tunFailed', message: messageOf(error) });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

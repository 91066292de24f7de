import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from './figures.ts';
import type { FleetPushes } from './fleet-pushes.ts';
import { countTakenUp } from './fleet-rows.ts';
import { type BreakableSystem, type Broker, cpuOf, type Relay } from './measured-system.ts';
import type { Fault } from './options.ts';
import { waitedForCoreMs } from './process-cpu.ts';
import { PATIENCE_MS, reachedWithin } from './reached-within.ts';
import type { ScaleFleet } from './scale-fleet.ts';
import { TunnelPairs } from './tunnel-pairs.ts';
import { watchNodes } from './watched-nodes.ts';

const BACK_WITHIN_MS = 10_000;
/** So often a push is looked at, for it to be broken in its middle. */
const LOOK_AT_PUSH_EVERY_MS = 5;
/** A broker of its own is away for as long as a watched node takes for a sample: each node has some that wait for it. */
const BROKER_AWAY_MS = 2_000;
/** Of the last datagram, through a tunnel on one machine. */
const ARRIVAL_MS = 3_000;

/** What the faults of a run concern. */
interface FaultSurroundings {
  readonly fleet: ScaleFleet;
  readonly figures: Figures;
  readonly pushes: FleetPushes;
  /** Told what is done at the moment. */
  readonly onStep: (step: string) => void;
}

/** What a run may break, each with its figures. */
export class FleetFaults implements Record<Fault, (system: BreakableSystem) => Promise<void>> {
  readonly #fleet: ScaleFleet;
  readonly #figures: Figures;
  readonly #pushes: FleetPushes;
  readonly #onStep: (step: string) => void;

  constructor({ fleet, figures, pushes, onStep }: FaultSurroundings) {
    this.#fleet = fleet;
    this.#figures = figures;
    this.#pushes = pushes;
    this.#onStep = onStep;
  }

  /** kill -9 of the coordinator, started again at once, while tunnels carry packets and telemetry flows. */
  async killCoordinator(system: BreakableSystem): Promise<void> {
    this.#onStep('building tunnels');
    const pairs = new TunnelPairs(this.#fleet.nodes);
    pairs.step();
    await reachedWithin(PATIENCE_MS, () => pairs.missing === 0);
    this.#figures.tell('tunnelPairs', pairs.pairs, 'count');
    await watchNodes(system.prisma, this.#fleet.nodes);
    this.#onStep('coordinator killed');
    pairs.startSending();
    await sleep(1_000);
    await this.#withTelemetry('killCoordinator', () => this.#killAndWait(system, 'killCoordinator'));
    pairs.stopSending();
    await reachedWithin(ARRIVAL_MS, () => pairs.missing === 0);
    this.#figures.tell('tunnelPacketsSent', pairs.sent, 'count');
    this.#figures.judge('tunnelPacketsLost', pairs.missing, 0, 'count');
    this.#figures.judge('tunnelPacketsDoubled', pairs.doubled, 0, 'count');
  }

  /** kill -9 of the broker in the middle of a push: of its own process, or of the coordinator's where it is in there. */
  async killBroker(system: BreakableSystem): Promise<void> {
    this.#onStep('broker killed in a push');
    const { broker } = system;
    await this.#inPush('killBroker', system, () =>
      broker === undefined ? this.#killAndWait(system, 'killBroker') : this.#killAndConnect(broker),
    );
  }

  /** The database goes away and comes back in the middle of a push. */
  async restartDatabase(system: BreakableSystem): Promise<void> {
    this.#onStep('database restarted in a push');
    await this.#inPush('restartDatabase', system, async () => {
      const down = performance.now();
      await system.restartDatabase();
      this.#figures.tell('databaseAwayMs', performance.now() - down, 'ms');
    });
    this.#judgeRegistered('restartDatabase');
  }

  /**
   * Breaks something while nodes take on what was pushed and telemetry flows; the push must end right. Nodes that were cut
   * off before it come back only while it is broken: what the broker kept for them may be gone.
   */
  async #inPush(name: string, system: BreakableSystem, breaks: () => Promise<void>): Promise<void> {
    const { prisma, relay } = system;
    const { nodes } = this.#fleet;
    await watchNodes(prisma, nodes);
    await this.#cutOff(relay);
    const start = performance.now();
    await this.#pushes.next(prisma);
    const isUnderWay = () => this.#pushes.appliedByNodes >= nodes.length / 10;
    await reachedWithin(PATIENCE_MS, isUnderWay, start, LOOK_AT_PUSH_EVERY_MS);
    this.#figures.tell(`${name}AppliedBefore`, this.#pushes.appliedByNodes, 'count');
    this.#figures.tell(`${name}CutOff`, this.#away, 'count');
    const broken = this.#withTelemetry(name, breaks);
    relay.open = true;
    await broken;
    await this.#pushes.untilApplied(prisma, { name: `${name}AppliedMs`, most: PATIENCE_MS, start });
  }

  async #cutOff(relay: Relay): Promise<void> {
    const count = relay.connections;
    relay.open = false;
    relay.cut();
    await reachedWithin(PATIENCE_MS, () => this.#away >= count);
  }

  /** How many nodes have no connection to the broker, by what they know themselves. */
  get #away(): number {
    return this.#fleet.nodes.filter(({ isConnected }) => !isConnected).length;
  }

  /** Tells how many samples the nodes took meanwhile. */
  async #withTelemetry(name: string, work: () => Promise<void>): Promise<void> {
    const samples = () => this.#fleet.nodes.reduce((sum, { produced }) => sum + produced.counts.samples, 0);
    const before = samples();
    await work();
    this.#figures.tell(`${name}SamplesMeanwhile`, samples() - before, 'count');
  }

  /**
   * Without its broker the coordinator keeps every session; only the connections to the broker must come back. Nodes that
   * had none when it was killed wait longer, for what has nothing to do with it: the push counts those.
   */
  async #killAndConnect(broker: Broker): Promise<void> {
    const connected = this.#fleet.nodes.filter(({ isConnected }) => isConnected);
    const killedAt = Date.now();
    const start = performance.now();
    await broker.kill();
    await sleep(BROKER_AWAY_MS);
    await broker.run();
    this.#figures.tell('killBrokerStartedMs', performance.now() - start, 'ms');
    const isBack = () => connected.every(({ connectedSince = 0 }) => connectedSince >= killedAt);
    const back = await reachedWithin(PATIENCE_MS, isBack, start);
    this.#figures.judge('killBrokerBackMs', back, BACK_WITHIN_MS, 'ms');
    this.#judgeRegistered('killBroker');
  }

  #judgeRegistered(name: string): void {
    const lost = this.#fleet.nodes.filter(({ isRegistered }) => !isRegistered).length;
    this.#figures.judge(`${name}Unregistered`, lost, 0, 'count');
  }

  async #killAndWait(system: BreakableSystem, name: string): Promise<void> {
    const { nodes } = this.#fleet;
    const killedAt = new Date();
    const start = performance.now();
    await system.killCoordinator();
    await system.startCoordinator();
    this.#figures.tell(`${name}StartedMs`, performance.now() - start, 'ms');
    const cpu = cpuOf(system);
    if (cpu !== undefined) this.#figures.tell(`${name}StartCpuMs`, cpu, 'ms');
    const waited = system.coordinatorPid === undefined ? undefined : waitedForCoreMs(system.coordinatorPid);
    if (waited !== undefined) this.#figures.tell(`${name}StartWaitMs`, waited, 'ms');
    const isBack = async () => (await countTakenUp(system.prisma, killedAt)) >= nodes.length;
    const back = await reachedWithin(PATIENCE_MS, isBack, start);
    this.#figures.judge(`${name}BackMs`, back, BACK_WITHIN_MS, 'ms');
    const isConnected = () => nodes.every((node) => node.isConnected);
    const connected = await reachedWithin(PATIENCE_MS, isConnected, start);
    this.#figures.judge(`${name}AtBrokerMs`, connected, PATIENCE_MS, 'ms');
  }
}

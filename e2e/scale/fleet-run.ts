import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from '@ntmobile/prisma';
import type { Figures } from './figures.ts';
import { coordinatorCounts, countApplied, countTakenUp, revisionFaults } from './fleet-rows.ts';
import { listTimeP95 } from './list-times.ts';
import { CpuMeter, processCpuMs, waitedForCoreMs } from './process-cpu.ts';
import { pushInterval } from './push.ts';
import { reachedWithin } from './reached-within.ts';
import type { ScaleFleet } from './scale-fleet.ts';
import { TelemetryCheck } from './telemetry-audit.ts';
import { TunnelPairs } from './tunnel-pairs.ts';
import { watchNodes } from './watched-nodes.ts';

const REGISTERED_WITHIN_MS = 5_000;
const APPLIED_WITHIN_MS = 10_000;
const BACK_WITHIN_MS = 10_000;
const LIST_P95_MS = 100;
const IDLE_CPU_PERCENT = 10;
/** What is not so by then is not waited for any more. */
const PATIENCE_MS = 90_000;
/** So often a push is looked at, for it to be broken in its middle. */
const LOOK_AT_PUSH_EVERY_MS = 5;
/** A broker of its own is away for as long as a watched node takes for a sample: each node has some that wait for it. */
const BROKER_AWAY_MS = 2_000;
/** Of the last datagram, through a tunnel on one machine. */
const ARRIVAL_MS = 3_000;
/** The shortest interval that a configuration may ask for, and others, so that each push changes something. */
const PUSHED_INTERVALS = [30, 45, 40, 35, 50] as const;

/** The system under measurement; what is absent is not measured. */
export interface MeasuredSystem {
  readonly prisma?: PrismaClient;
  /** Undefined while it does not run. */
  readonly coordinatorPid?: number | undefined;
}

/** A broker that is a process of its own. */
export interface Broker {
  /** kill -9; settles when it is gone. */
  kill(): Promise<void>;
  /** Starts it again; settles when it takes connections. */
  run(): Promise<void>;
}

/** A system that may be broken. */
export interface BreakableSystem extends MeasuredSystem {
  readonly prisma: PrismaClient;
  /** Undefined where the coordinator's process is the broker. */
  readonly broker?: Broker | undefined;
  startCoordinator(): Promise<void>;
  killCoordinator(): Promise<void>;
  restartDatabase(): Promise<void>;
}

/** The steps of one run, each with its figures. */
export class FleetRun {
  readonly #fleet: ScaleFleet;
  readonly #figures: Figures;
  readonly #meter = new CpuMeter();
  #system: MeasuredSystem = {};
  #step = 'starting the system and enrolling';
  #pushes = 0;
  #counts: Readonly<Record<string, number>> = {};

  constructor(fleet: ScaleFleet, figures: Figures) {
    this.#fleet = fleet;
    this.#figures = figures;
  }

  /** What the coordinator says it has counted since its last start; empty before the end. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  /** What it does at the moment. */
  get step(): string {
    return this.#step;
  }

  /** What share of a core the coordinator has used since the last call, in percent, where its process is known. */
  coordinatorShare(): number | undefined {
    return this.#meter.look(this.#system.coordinatorPid);
  }

  /** Starts all nodes, and once they are registered their agents, which take their first configuration. */
  async register(system: MeasuredSystem): Promise<void> {
    this.#step = 'registering';
    this.#system = system;
    const { nodes } = this.#fleet;
    await this.#withCpu('Registering', system, async () => {
      const start = performance.now();
      await this.#fleet.start();
      this.#figures.tell('allStartedMs', performance.now() - start, 'ms');
      const isSo = () => nodes.every(({ isRegistered }) => isRegistered);
      const registered = await reachedWithin(PATIENCE_MS, isSo, start);
      this.#figures.judge('allRegisteredMs', registered, REGISTERED_WITHIN_MS, 'ms');
    });
    this.#step = 'connecting to the broker';
    await this.#withCpu('Connecting', system, () => this.#connect(system));
    this.#pushes = 1;
  }

  /** Leaves the fleet alone and looks at the coordinator's process. */
  async idle(seconds: number, system: MeasuredSystem): Promise<void> {
    this.#step = 'idle';
    const start = performance.now();
    const before = cpuOf(system);
    const own = process.cpuUsage();
    await sleep(seconds * 1_000);
    const passed = performance.now() - start;
    const used = process.cpuUsage(own);
    this.#figures.tell('simulatorIdleCpu', (used.user + used.system) / 10 / passed, '%');
    const after = cpuOf(system);
    if (before && after)
      this.#figures.judge('coordinatorIdleCpu', (100 * (after - before)) / passed, IDLE_CPU_PERCENT, '%');
    this.#figures.tell('loadAverage', loadavg()[0] ?? Number.NaN, 'count');
  }

  /** Reads the console's list at the server. */
  async list(prisma: PrismaClient): Promise<void> {
    this.#step = 'listing';
    this.#figures.judge('listP95Ms', await listTimeP95(prisma), LIST_P95_MS, 'ms');
  }

  /** Another configuration for all. */
  async push(prisma: PrismaClient): Promise<void> {
    this.#step = 'pushing';
    await this.#withCpu('Pushing', this.#system, async () => {
      const start = performance.now();
      await this.#pushNext(prisma);
      this.#figures.tell('pushWrittenMs', performance.now() - start, 'ms');
      await this.#untilApplied(prisma, 'pushAppliedMs', APPLIED_WITHIN_MS, start);
    });
  }

  /** kill -9 of the coordinator, started again at once, while tunnels carry packets and telemetry flows. */
  async killCoordinator(system: BreakableSystem): Promise<void> {
    this.#step = 'building tunnels';
    const pairs = new TunnelPairs(this.#fleet.nodes);
    pairs.step();
    await reachedWithin(PATIENCE_MS, () => pairs.missing === 0);
    this.#figures.tell('tunnelPairs', pairs.pairs, 'count');
    await watchNodes(system.prisma, this.#fleet.nodes, PATIENCE_MS);
    this.#step = 'coordinator killed';
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
    this.#step = 'broker killed in a push';
    const { broker } = system;
    await this.#inPush('killBroker', system.prisma, () =>
      broker === undefined ? this.#killAndWait(system, 'killBroker') : this.#killAndConnect(broker),
    );
  }

  /** The database goes away and comes back in the middle of a push. */
  async restartDatabase(system: BreakableSystem): Promise<void> {
    this.#step = 'database restarted in a push';
    await this.#inPush('restartDatabase', system.prisma, async () => {
      const down = performance.now();
      await system.restartDatabase();
      this.#figures.tell('databaseAwayMs', performance.now() - down, 'ms');
    });
    this.#judgeRegistered('restartDatabase');
  }

  /** Compares what nodes have produced and what was pushed with the rows. */
  async audit(prisma: PrismaClient): Promise<void> {
    this.#step = 'comparing rows';
    const { nodes } = this.#fleet;
    const check = new TelemetryCheck(prisma, nodes);
    const committed = await reachedWithin(PATIENCE_MS, () => check.isCommitted());
    this.#figures.judge('telemetryCommittedMs', committed, PATIENCE_MS, 'ms');
    for (const stream of ['samples', 'events'] as const) {
      const { produced, rows, missing, doubled } = await check.audit(stream);
      this.#figures.tell(`${stream}Produced`, produced, 'count');
      this.#figures.tell(`${stream}Rows`, rows, 'count');
      this.#figures.judge(`${stream}Missing`, missing, 0, 'count');
      this.#figures.judge(`${stream}Doubled`, doubled, 0, 'count');
    }
    const givenUp = nodes.reduce((sum, node) => sum + node.givenUpItems, 0);
    this.#figures.judge('itemsGivenUp', givenUp, 0, 'count');
    const ids = nodes.map(({ id }) => id);
    const { missing, doubled, unapplied } = await revisionFaults(prisma, ids, this.#pushes);
    this.#figures.tell('revisionsOfEachNode', this.#pushes, 'count');
    this.#figures.judge('revisionsMissing', missing, 0, 'count');
    this.#figures.judge('revisionsDoubled', doubled, 0, 'count');
    this.#figures.judge('revisionsUnapplied', unapplied, 0, 'count');
    this.#counts = await coordinatorCounts(prisma);
  }

  async #connect({ prisma }: MeasuredSystem): Promise<void> {
    const start = performance.now();
    await this.#fleet.startAgents();
    const isSo = () => this.#fleet.nodes.every((node) => node.isConnected);
    const connected = await reachedWithin(PATIENCE_MS, isSo, start);
    this.#figures.judge('allAtBrokerMs', connected, PATIENCE_MS, 'ms');
    if (prisma) await this.#untilApplied(prisma, 'firstConfigurationMs', PATIENCE_MS, start);
  }

  /**
   * Tells what both sides computed meanwhile, which does not depend on who else uses the machine, and how long the simulator
   * waited for those.
   */
  async #withCpu(name: string, system: MeasuredSystem, work: () => Promise<void>): Promise<void> {
    const before = cpuOf(system);
    const own = processCpuMs(process.pid);
    const waited = waitedForCoreMs(process.pid);
    await work();
    const after = cpuOf(system);
    if (before !== undefined && after !== undefined)
      this.#figures.tell(`coordinatorCpu${name}Ms`, after - before, 'ms');
    const ownAfter = processCpuMs(process.pid);
    if (own !== undefined && ownAfter !== undefined)
      this.#figures.tell(`simulatorCpu${name}Ms`, ownAfter - own, 'ms');
    const waitedAfter = waitedForCoreMs(process.pid);
    if (waited !== undefined && waitedAfter !== undefined)
      this.#figures.tell(`simulatorWait${name}Ms`, waitedAfter - waited, 'ms');
  }

  async #pushNext(prisma: PrismaClient): Promise<void> {
    const interval = PUSHED_INTERVALS[(this.#pushes - 1) % PUSHED_INTERVALS.length] ?? 30;
    const revised = await pushInterval(prisma, interval);
    this.#pushes++;
    const { length } = this.#fleet.nodes;
    if (revised < length) throw new Error(`only ${revised} of ${length} nodes were to get a configuration`);
  }

  /** Breaks something while nodes take on what was pushed and telemetry flows; the push must end right. */
  async #inPush(name: string, prisma: PrismaClient, breaks: () => Promise<void>): Promise<void> {
    const { nodes } = this.#fleet;
    await watchNodes(prisma, nodes, PATIENCE_MS);
    const start = performance.now();
    await this.#pushNext(prisma);
    // Asked of the nodes themselves: what they say of it is then still on its way.
    const applied = () => nodes.filter(({ appliedRevision }) => appliedRevision === this.#pushes).length;
    const isUnderWay = () => applied() >= nodes.length / 10;
    await reachedWithin(PATIENCE_MS, isUnderWay, start, LOOK_AT_PUSH_EVERY_MS);
    this.#figures.tell(`${name}AppliedBefore`, applied(), 'count');
    await this.#withTelemetry(name, breaks);
    await this.#untilApplied(prisma, `${name}AppliedMs`, PATIENCE_MS, start);
  }

  /** Tells how many samples the nodes took meanwhile. */
  async #withTelemetry(name: string, work: () => Promise<void>): Promise<void> {
    const samples = () => this.#fleet.nodes.reduce((sum, { produced }) => sum + produced.counts.samples, 0);
    const before = samples();
    await work();
    this.#figures.tell(`${name}SamplesMeanwhile`, samples() - before, 'count');
  }

  async #untilApplied(prisma: PrismaClient, name: string, most: number, start: number): Promise<void> {
    const ids = this.#fleet.nodes.map(({ id }) => id);
    const isSo = async () => (await countApplied(prisma, ids)) === ids.length;
    this.#figures.judge(name, await reachedWithin(PATIENCE_MS, isSo, start), most, 'ms');
    const told = this.#fleet.nodes.filter(({ appliedRevision }) => appliedRevision === undefined).length;
    this.#figures.judge(`${name.replace(/Ms$/, '')}Otherwise`, told, 0, 'count');
  }

  /** Without its broker the coordinator keeps every session; only the connections to the broker must come back. */
  async #killAndConnect(broker: Broker): Promise<void> {
    const { nodes } = this.#fleet;
    const killedAt = Date.now();
    const start = performance.now();
    await broker.kill();
    await sleep(BROKER_AWAY_MS);
    await broker.run();
    this.#figures.tell('killBrokerStartedMs', performance.now() - start, 'ms');
    const isBack = () => nodes.every(({ connectedSince = 0 }) => connectedSince >= killedAt);
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

function cpuOf({ coordinatorPid }: MeasuredSystem): number | undefined {
  return coordinatorPid === undefined ? undefined : processCpuMs(coordinatorPid);
}

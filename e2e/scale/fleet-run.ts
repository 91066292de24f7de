import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from '@ntmobile/prisma';
import type { Figures } from './figures.ts';
import { FleetFaults } from './fleet-faults.ts';
import { FleetPushes } from './fleet-pushes.ts';
import { coordinatorCounts, revisionFaults } from './fleet-rows.ts';
import { listTimeP95 } from './list-times.ts';
import { type BreakableSystem, cpuOf, type MeasuredSystem } from './measured-system.ts';
import type { Fault } from './options.ts';
import { CpuMeter, processCpuMs, waitedForCoreMs } from './process-cpu.ts';
import { PATIENCE_MS, reachedWithin } from './reached-within.ts';
import type { ScaleFleet } from './scale-fleet.ts';
import { TelemetryCheck } from './telemetry-audit.ts';

const REGISTERED_WITHIN_MS = 5_000;
const APPLIED_WITHIN_MS = 10_000;
const LIST_P95_MS = 100;
const IDLE_CPU_PERCENT = 10;

/** The steps of one run, each with its figures. */
export class FleetRun {
  readonly #fleet: ScaleFleet;
  readonly #figures: Figures;
  readonly #pushes: FleetPushes;
  readonly #faults: FleetFaults;
  readonly #meter = new CpuMeter();
  #system: MeasuredSystem = {};
  #step = 'starting the system and enrolling';
  #counts: Readonly<Record<string, number>> = {};

  constructor(fleet: ScaleFleet, figures: Figures) {
    this.#fleet = fleet;
    this.#figures = figures;
    this.#pushes = new FleetPushes(fleet, figures);
    const onStep = (step: string) => {
      this.#step = step;
    };
    this.#faults = new FleetFaults({ fleet, figures, pushes: this.#pushes, onStep });
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
      await this.#pushes.next(prisma);
      this.#figures.tell('pushWrittenMs', performance.now() - start, 'ms');
      await this.#pushes.untilApplied(prisma, { name: 'pushAppliedMs', most: APPLIED_WITHIN_MS, start });
    });
  }

  /** Breaks a part of the system; it and the fleet must come back. */
  async break(fault: Fault, system: BreakableSystem): Promise<void> {
    await this.#faults[fault](system);
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
    const { missing, doubled, unapplied } = await revisionFaults(prisma, ids, this.#pushes.newest);
    this.#figures.tell('revisionsOfEachNode', this.#pushes.newest, 'count');
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
    if (prisma)
      await this.#pushes.untilApplied(prisma, { name: 'firstConfigurationMs', most: PATIENCE_MS, start });
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
}

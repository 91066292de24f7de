import { createPrismaClient } from '@ntmobile/prisma';
import { systemInterfaces } from '../../android-node/linux/src/network/network-monitor.ts';
import { type Figure, Figures } from './figures.ts';
import { FleetRun } from './fleet-run.ts';
import type { RunningSystem, RunOptions } from './options.ts';
import { OwnSystem } from './own-system.ts';
import { type NetworkOf, ScaleFleet } from './scale-fleet.ts';

/** The machine itself, for nodes of a system that runs elsewhere. */
const LOOPBACK = { name: 'lo', addresses: ['127.0.0.1'] };

/** One in so many nodes reaches the broker through the relay, which cuts them off. */
const RELAYED_ONE_IN = 10;

/** What a run has found. */
export interface Measurement {
  readonly figures: Readonly<Record<string, Figure>>;
  readonly pass: boolean;
  /** What the coordinator has counted since its last start, drops by reason among them. */
  readonly coordinatorCounts: Readonly<Record<string, number>>;
  /** Why it broke off. */
  readonly error?: string;
}

/** Told while it goes on. */
export interface Watcher {
  figure(name: string, figure: Figure): void;
  /** Once a second, in a sentence. */
  progress(sentence: string): void;
}

interface Parts {
  readonly fleet: ScaleFleet;
  readonly run: FleetRun;
  readonly figures: Figures;
  readonly cleanUps: (() => Promise<unknown>)[];
}

/** Runs a fleet as asked for against a system of its own or a running one; takes everything down again. */
export async function measureFleet(
  options: RunOptions,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Measurement> {
  const figures = new Figures((name, figure) => watcher.figure(name, figure));
  const fleet = new ScaleFleet();
  const run = new FleetRun(fleet, figures);
  const timer = setInterval(() => watcher.progress(sentence(fleet, run)), 1_000);
  const cleanUps: Parts['cleanUps'] = [() => fleet.stop()];
  const parts = { fleet, run, figures, cleanUps };
  const { running } = options;
  const work = running ? onRunningSystem(parts, options, running) : onOwnSystem(parts, options);
  try {
    await Promise.race([work, aborted(signal)]);
    return { figures: figures.all(), coordinatorCounts: run.counts, pass: figures.pass };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      figures: figures.all(),
      coordinatorCounts: run.counts,
      pass: false,
      error: `${run.step}: ${message}`,
    };
  } finally {
    clearInterval(timer);
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

async function onOwnSystem({ fleet, run, figures, cleanUps }: Parts, options: RunOptions): Promise<void> {
  const starting = OwnSystem.start(options.engines);
  // Also where the run is ended while it starts.
  cleanUps.push(() =>
    starting.then(
      (system) => system.stop(),
      () => undefined,
    ),
  );
  const system = await starting;
  const { prisma } = system;
  const networkOf: NetworkOf = (number) => ({
    ...ownLoopback(number),
    ...(number % RELAYED_ONE_IN === 0 && { brokerEndpoint: system.relayEndpoint }),
  });
  await enrol({ fleet, figures }, options.nodes, system.enrolment, networkOf);
  await run.register(system);
  await run.idle(options.seconds, system);
  await run.list(prisma);
  if (options.push) await run.push(prisma);
  for (const fault of options.faults) await run.break(fault, system);
  await run.audit(prisma);
}

async function onRunningSystem(
  { fleet, run, figures, cleanUps }: Parts,
  options: RunOptions,
  { enrolment, databaseUrl, coordinatorPid }: RunningSystem,
): Promise<void> {
  const prisma = databaseUrl === undefined ? undefined : createPrismaClient(databaseUrl, { connections: 4 });
  if (prisma) cleanUps.push(() => prisma.$disconnect());
  const system = { ...(prisma && { prisma }), ...(coordinatorPid !== undefined && { coordinatorPid }) };
  const network = { interfaces: [LOOPBACK, ...systemInterfaces('')] };
  await enrol({ fleet, figures }, options.nodes, enrolment, () => network);
  await run.register(system);
  await run.idle(options.seconds, system);
  if (prisma === undefined) return;
  await run.list(prisma);
  if (options.push) await run.push(prisma);
  await run.audit(prisma);
}

async function enrol(
  { fleet, figures }: Pick<Parts, 'fleet' | 'figures'>,
  nodes: number,
  enrolment: string,
  networkOf: NetworkOf,
): Promise<void> {
  const start = performance.now();
  await fleet.enrol(nodes, enrolment, networkOf);
  figures.tell('enrolledMs', performance.now() - start, 'ms');
}

/** Each node has an address of its own, as in a real fleet: 127.64.0.1 and on. What is limited by source is so here too. */
function ownLoopback(number: number): ReturnType<NetworkOf> {
  const socketAddress = `127.64.${number >> 8}.${number & 0xff}`;
  return { interfaces: [{ name: 'lo', addresses: [socketAddress] }], socketAddress };
}

function sentence(fleet: ScaleFleet, run: FleetRun): string {
  const { enrolled, registered, connected } = fleet.counts;
  const share = run.coordinatorShare();
  const cpu = share === undefined ? '' : `, coordinator ${share.toFixed(0)} % of a core`;
  return `${run.step}: ${enrolled} enrolled, ${registered} registered, ${connected} at the broker${cpu}`;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

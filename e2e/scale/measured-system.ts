import type { PrismaClient } from '@ntmobile/prisma';
import { processCpuMs } from './process-cpu.ts';

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

/** What stands between the broker and some of the nodes. */
export interface Relay {
  /** While closed nobody gets through. */
  open: boolean;
  /** Nodes that are connected through it, now. */
  readonly connections: number;
  cut(): void;
}

/** A system that may be broken. */
export interface BreakableSystem extends MeasuredSystem {
  readonly prisma: PrismaClient;
  /** Undefined where the coordinator's process is the broker. */
  readonly broker?: Broker | undefined;
  readonly relay: Relay;
  startCoordinator(): Promise<void>;
  killCoordinator(): Promise<void>;
  restartDatabase(): Promise<void>;
}

/** CPU time of its coordinator so far, in milliseconds, where its process is known and runs. */
export function cpuOf({ coordinatorPid }: MeasuredSystem): number | undefined {
  return coordinatorPid === undefined ? undefined : processCpuMs(coordinatorPid);
}

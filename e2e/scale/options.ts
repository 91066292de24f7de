import { parseArgs } from 'node:util';

/** Something that is broken while the fleet runs. */
export type Fault = 'killCoordinator' | 'killBroker' | 'restartDatabase';

/** Database and broker of a system of the run's own: those that come with us, or PostgreSQL and mosquitto as installed. */
export type EngineKind = 'embedded' | 'servers';

/** What a run is asked for. */
export interface RunOptions {
  readonly nodes: number;
  /** How long the idle fleet is watched. */
  readonly seconds: number;
  readonly push: boolean;
  readonly faults: readonly Fault[];
  /** Means nothing for a system that runs already. */
  readonly engines: EngineKind;
  /** A system that runs already; absent: one of the run's own. */
  readonly running?: RunningSystem;
}

/** A system that somebody else started. */
export interface RunningSystem {
  readonly enrolment: string;
  /** For the figures that its rows give. */
  readonly databaseUrl?: string;
  /** For the figures of its CPU. */
  readonly coordinatorPid?: number;
}

/** The words of the command line cannot be used; the message is a sentence. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

export const USAGE = `npm run fleet -- [options]

  --nodes N             how many nodes (100)
  --seconds N           how long the idle fleet is watched (30)
  --push                give every node another configuration
  --engines KIND        of its own system: embedded, or servers for the installed mosquitto and PostgreSQL (embedded)
  --kill-coordinator    kill -9 the coordinator while tunnels carry packets, and start it again
  --kill-broker         kill -9 the broker in the middle of a push, and start it again
  --restart-database    stop PostgreSQL in the middle of a push, and start it again
  --enrolment STRING    a system that runs, instead of one of its own; no faults then
  --database URL        its database, for the figures that its rows give
  --coordinator PID     its coordinator's process, for the figures of its CPU
`;

const OPTIONS = {
  nodes: { type: 'string', default: '100' },
  seconds: { type: 'string', default: '30' },
  push: { type: 'boolean', default: false },
  engines: { type: 'string' },
  'kill-coordinator': { type: 'boolean', default: false },
  'kill-broker': { type: 'boolean', default: false },
  'restart-database': { type: 'boolean', default: false },
  enrolment: { type: 'string' },
  database: { type: 'string' },
  coordinator: { type: 'string' },
} as const;

/** Reads the words of the command line; OptionsError says what to change. */
export function readOptions(words: readonly string[]): RunOptions {
  const values = parsed(words);
  const faults = [
    ...(values['kill-coordinator'] ? (['killCoordinator'] as const) : []),
    ...(values['kill-broker'] ? (['killBroker'] as const) : []),
    ...(values['restart-database'] ? (['restartDatabase'] as const) : []),
  ];
  const running = runningSystem(values);
  if (running && faults.length > 0)
    throw new OptionsError('A system that runs already is not broken by this tool: leave the faults out.');
  if (running && values.engines !== undefined)
    throw new OptionsError('A system that runs already has its engines: leave --engines out.');
  if (running && values.push && running.databaseUrl === undefined)
    throw new OptionsError('--push writes to the database of the system: give it as --database URL.');
  return {
    nodes: whole('--nodes', values.nodes, 2, 10_000),
    seconds: whole('--seconds', values.seconds, 1, 3_600),
    push: values.push,
    faults,
    engines: engineKind(values.engines ?? 'embedded'),
    ...(running && { running }),
  };
}

function engineKind(text: string): EngineKind {
  if (text === 'embedded' || text === 'servers') return text;
  throw new OptionsError(`--engines is embedded or servers, not "${text}".`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}

function runningSystem(values: ReturnType<typeof parsed>): RunningSystem | undefined {
  const { enrolment, database, coordinator } = values;
  if (enrolment === undefined) {
    if (database !== undefined || coordinator !== undefined)
      throw new OptionsError('--database and --coordinator belong to a system given by --enrolment.');
    return undefined;
  }
  return {
    enrolment,
    ...(database !== undefined && { databaseUrl: database }),
    ...(coordinator !== undefined && {
      coordinatorPid: whole('--coordinator', coordinator, 1, 4_194_304),
    }),
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new OptionsError(`${name} takes a whole number from ${least} to ${most}, not "${text}".`);
}

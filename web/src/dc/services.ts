import type { Counters } from './counters.ts';
import type { Deadlines } from './deadlines.ts';
import type { NodeDirectory } from './directory/node-directory.ts';
import type { DcOptions } from './options.ts';
import type { OutputQueue } from './output-queue.ts';
import type { DcTimer } from './timer.ts';
import type { WallClock } from './wall-clock.ts';

/** What all machines of one coordinator share. */
export interface DcServices extends DcOptions {
  readonly outputs: OutputQueue;
  readonly deadlines: Deadlines<DcTimer>;
  readonly counters: Counters;
  readonly clock: WallClock;
  readonly directory: NodeDirectory;
}

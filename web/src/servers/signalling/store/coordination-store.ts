import { hexEncode } from '@ntmobile/shared';
import type { Pool } from 'pg';
import type { DcInput } from '../../../dc/inputs.ts';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { writeDenials } from './denial-rows.ts';
import { deleteLeases, writeLeases } from './lease-rows.ts';
import { raiseStamps } from './stamp-rows.ts';
import { StoreQuestions } from './store-questions.ts';
import { writeTunnelReports } from './tunnel-report-rows.ts';
import { WriteBehind } from './write-behind.ts';

type Output<Kind extends StoreOutput['kind']> = Extract<StoreOutput, { kind: Kind }>;
type LeaseOutput = Output<'saveLease' | 'dropLease'>;

/** State of nodes that waits for the database: one for each node at most. */
const STATE_LIMIT = 200_000;
/** News that wait for the database. */
const NEWS_LIMIT = 10_000;

/** What the store needs of its surroundings. */
export interface CoordinationStoreOptions {
  readonly pool: Pool;
  readonly workerId: string;
  /** Answers, and what was not done. */
  tell(input: DcInput): void;
  onUnavailable(error: Error): void;
}

/** What the store did not do as asked, since start. */
export interface StoreCounts {
  /** Times that the database could not be reached; what was to be written waited. */
  storeUnavailable: number;
  /** Reports of tunnels whose path is none of the node's. */
  foreignTunnelReports: number;
}

/** Does what the coordinator asks of its database. What somebody waits for fails at once; all else waits for it. */
export class CoordinationStore {
  readonly counts: StoreCounts = { storeUnavailable: 0, foreignTunnelReports: 0 };
  readonly #options: CoordinationStoreOptions;
  readonly #questions: StoreQuestions;
  readonly #stamps: WriteBehind<Output<'saveStamp'>>;
  readonly #leases: WriteBehind<LeaseOutput>;
  readonly #denials: WriteBehind<Output<'recordAudit'>>;
  readonly #reports: WriteBehind<Output<'recordTunnelReport'>>;

  constructor(options: CoordinationStoreOptions) {
    this.#options = options;
    const { pool, workerId } = options;
    this.#questions = new StoreQuestions({
      pool,
      tell: options.tell,
      onUnavailable: (error) => this.#unavailable(error),
    });
    this.#stamps = this.#writeBehind(
      STATE_LIMIT,
      ({ staticKey }) => hexEncode(staticKey),
      (outputs) => raiseStamps(pool, outputs),
    );
    this.#leases = this.#writeBehind(STATE_LIMIT, nodeOf, (outputs) => this.#writeLeases(workerId, outputs));
    this.#denials = this.#writeBehind(
      NEWS_LIMIT,
      ({ askerId, targetId, at }) => `${askerId} ${targetId} ${at}`,
      (outputs) => writeDenials(pool, outputs),
    );
    this.#reports = this.#writeBehind(
      NEWS_LIMIT,
      ({ nodeId, pathId }) => `${nodeId} ${pathId}`,
      async (outputs) => {
        this.counts.foreignTunnelReports += outputs.length - (await writeTunnelReports(pool, outputs));
      },
    );
  }

  execute(output: StoreOutput): void {
    switch (output.kind) {
      case 'loadNode':
      case 'loadPeers':
      case 'storePath':
        this.#questions.ask(output);
        break;
      case 'saveStamp':
        this.#stamps.add(output);
        break;
      case 'saveLease':
      case 'dropLease':
        this.#leases.add(output);
        break;
      case 'recordAudit':
        this.#denials.add(output);
        break;
      case 'recordTunnelReport':
        this.#reports.add(output);
        break;
      default:
        output satisfies never;
    }
  }

  /** Writes what waits, then ends. */
  async stop(): Promise<void> {
    await Promise.all([
      this.#questions.stop(),
      ...[this.#stamps, this.#leases, this.#denials, this.#reports].map((queue) => queue.stop()),
    ]);
  }

  #writeBehind<Kept extends StoreOutput>(
    limit: number,
    keyOf: (output: Kept) => string,
    write: (outputs: readonly Kept[]) => Promise<void>,
  ): WriteBehind<Kept> {
    return new WriteBehind<Kept>(
      {
        keyOf,
        write,
        onRefused: (output) => this.#options.tell({ kind: 'storeFailed', output }),
        onUnavailable: (error) => this.#unavailable(error),
      },
      limit,
    );
  }

  async #writeLeases(workerId: string, outputs: readonly LeaseOutput[]): Promise<void> {
    const { pool } = this.#options;
    const saved = outputs.flatMap((output) => (output.kind === 'saveLease' ? [output.lease] : []));
    const dropped = outputs.flatMap((output) => (output.kind === 'dropLease' ? [output.nodeId] : []));
    if (saved.length > 0) await writeLeases(pool, workerId, saved);
    if (dropped.length > 0) await deleteLeases(pool, workerId, dropped);
  }

  #unavailable(error: Error): void {
    this.counts.storeUnavailable++;
    this.#options.onUnavailable(error);
  }
}

function nodeOf(output: LeaseOutput): string {
  return output.kind === 'saveLease' ? output.lease.nodeId : output.nodeId;
}

import { DecodeError } from '@ntmobile/shared';
import { type ConfigReport, configReportSchema, parseBoundedJson } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import { WriteQueue } from '../ingest/write-queue.ts';
import { writeReports } from './report-writer.ts';

/** What the receiver needs of its surroundings. */
export interface ReportReceiverOptions {
  readonly pool: Pool;
  onUnavailable(error: Error): void;
}

/** Turns `config/reported` messages into rows. */
export class ReportReceiver {
  /** Payloads that were not understood or spoke for another node, since start. */
  invalid = 0;
  readonly #queue: WriteQueue<ConfigReport, void>;

  constructor({ pool, onUnavailable }: ReportReceiverOptions) {
    this.#queue = new WriteQueue(pool, {
      write: writeReports,
      onCommitted: () => {},
      onDropped: () => {
        this.invalid++;
      },
      onUnavailable,
    });
  }

  /** A payload of the `config/reported` leaf; an empty one clears what was retained and says nothing. */
  received(node: string, payload: Uint8Array): void {
    if (payload.length === 0) return;
    const report = parse(payload);
    if (report?.node === node) this.#queue.add(report);
    else this.invalid++;
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }
}

function parse(payload: Uint8Array): ConfigReport | undefined {
  try {
    return configReportSchema.safeParse(parseBoundedJson(payload)).data;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ntmobile/prisma/embedded';
import { installedPostgres } from '../../prisma/embedded/installed-postgres.mjs';
import type { Keys } from '../../web/src/keys/load-keys.ts';
import { MosquittoProcess, mosquittoMissing } from '../../web/src/servers/mqtt/testing/mosquitto-process.ts';
import type { EngineKind } from './options.ts';

/** What is missing here for engines that are servers of their own, and what to do; undefined where nothing is. */
export function serversMissing(): string | undefined {
  const missing = mosquittoMissing ?? (installedPostgres() ? undefined : 'no PostgreSQL server is installed');
  return missing && `${missing}: install mosquitto and postgresql, or leave --engines servers out`;
}

/**
 * Database and broker of a system of the run's own: those that come with us, or the system's PostgreSQL and mosquitto.
 * Either database writes durably.
 */
export class OwnEngines {
  /** A broker of its own, configured as for a fleet; undefined where the coordinator's process is the broker. */
  readonly broker: MosquittoProcess | undefined;
  readonly #databaseOptions: { readonly directory: string; readonly binaries?: string };
  #database: EmbeddedPostgres;

  private constructor(
    databaseOptions: { readonly directory: string; readonly binaries?: string },
    database: EmbeddedPostgres,
    broker: MosquittoProcess | undefined,
  ) {
    this.#databaseOptions = databaseOptions;
    this.#database = database;
    this.broker = broker;
  }

  /** Error in a sentence where the programs of `servers` are not installed. */
  static async start(kind: EngineKind, of: { directory: string; keys: Keys }): Promise<OwnEngines> {
    const missing = kind === 'servers' ? serversMissing() : undefined;
    if (missing !== undefined) throw new Error(missing);
    const binaries = kind === 'servers' ? installedPostgres() : undefined;
    const options = { directory: join(of.directory, 'database'), ...(binaries && { binaries }) };
    const firstPort = 24_000 + (process.pid % 4_000);
    const database = await startEmbeddedPostgres({ ...options, firstPort });
    try {
      const broker = kind === 'servers' ? await MosquittoProcess.start(of.keys) : undefined;
      return new OwnEngines(options, database, broker);
    } catch (error) {
      await database.stop();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** Stops PostgreSQL with every connection to it, and starts it again over the same files at the same port. */
  async restartDatabase(): Promise<void> {
    const { port } = this.#database;
    await this.#database.stop();
    this.#database = await startEmbeddedPostgres({ ...this.#databaseOptions, firstPort: port });
    if (this.#database.port !== port) throw new Error(`the database's port ${port} was taken meanwhile`);
  }

  async stop(): Promise<void> {
    await this.broker?.stop();
    await this.#database.stop();
  }
}

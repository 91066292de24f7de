/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** URL of its maintenance database, with the password. */
  readonly url: string;
  readonly pid: number | undefined;
  /** Settles when the server is gone, for whatever reason. */
  readonly exited: Promise<unknown>;
  /** Fast shutdown; settles when the server is gone. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL on loopback with its files in `directory`, made on first use. */
export function startEmbeddedPostgres(options: {
  readonly directory: string;
  /** Tried upwards; 15432 when left out. */
  readonly firstPort?: number;
  /** `false` trades safety for speed, for tests. */
  readonly durable?: boolean;
  /** Folder of the programs of another PostgreSQL, such as a distribution's; those that npm has when left out. */
  readonly binaries?: string;
}): Promise<EmbeddedPostgres>;

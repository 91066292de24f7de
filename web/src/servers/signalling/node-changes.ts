import { NODE_ID_PATTERN } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import type { NodeProfile } from '../../dc/directory/node-profile.ts';
import { Listener } from '../../notifications/listener.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import { readProfiles, readProfilesById } from './store/node-profiles.ts';

/** What the changes of nodes need of their surroundings. */
export interface NodeChangesOptions {
  readonly databaseUrl: string;
  readonly pool: Pool;
  onChanged(profile: NodeProfile): void;
  onFailed(error: Error): void;
}

const RETRY_MS = 1_000;

/** Tells each change of a node: by notification, and by reading all again whenever notifications may have been lost. */
export class NodeChanges {
  readonly #options: NodeChangesOptions;
  readonly #listener: Listener;
  /** Ids of the nodes that were not deleted when last read. */
  readonly #live = new Set<string>();
  readonly #notified = new Set<string>();
  #everything = false;
  #loaded = false;
  #stopped = false;
  readonly #reading = new OneAtATime(() => this.#readWanted());

  constructor(options: NodeChangesOptions) {
    this.#options = options;
    this.#listener = new Listener(options.databaseUrl, ['node'], {
      onConnected: () => this.#read({ everything: true }),
      onNotified: (_channel, id) => this.#read({ id }),
      onFailed: options.onFailed,
    });
  }

  /** Listens, then reads all nodes that are not deleted. Changes are told after `follow` only. */
  async load(): Promise<NodeProfile[]> {
    await this.#listener.start();
    // What the reading below sees need not be read again.
    this.#everything = false;
    const profiles = await readProfiles(this.#options.pool);
    for (const { id } of profiles) this.#live.add(id);
    return profiles;
  }

  /** Begins to tell, with what was notified since `load`. */
  follow(): void {
    this.#loaded = true;
    this.#read({});
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#listener.stop();
    await this.#reading.ended();
  }

  #read(wanted: { id?: string; everything?: boolean }): void {
    if (wanted.id !== undefined && NODE_ID_PATTERN.test(wanted.id)) this.#notified.add(wanted.id);
    if (wanted.everything) this.#everything = true;
    if (!this.#loaded) return;
    this.#reading.wake();
  }

  async #readWanted(): Promise<void> {
    while (!this.#stopped && (this.#everything || this.#notified.size > 0)) {
      const everything = this.#everything;
      const ids = [...this.#notified];
      this.#everything = false;
      this.#notified.clear();
      try {
        await (everything ? this.#readAll() : this.#readSome(ids));
      } catch (error) {
        this.#options.onFailed(error as Error);
        this.#everything ||= everything;
        for (const id of ids) this.#notified.add(id);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async #readAll(): Promise<void> {
    const profiles = await readProfiles(this.#options.pool);
    const found = new Set(profiles.map(({ id }) => id));
    this.#tell(profiles);
    await this.#readSome([...this.#live].filter((id) => !found.has(id)));
  }

  async #readSome(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) this.#tell(await readProfilesById(this.#options.pool, ids));
  }

  #tell(profiles: readonly NodeProfile[]): void {
    for (const profile of profiles) {
      if (profile.standing === 'deleted') this.#live.delete(profile.id);
      else this.#live.add(profile.id);
      if (!this.#stopped) this.#options.onChanged(profile);
    }
  }
}

import type { PrismaClient } from '@ntmobile/prisma';
import type { Pool } from 'pg';
import { reviseNewNodes } from '../../fleet-config/publish-fleet-config.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import { type Publish, pruneOutbox, publishOutbox } from './outbox-publisher.ts';
import { clearRetained, recentlyDeleted, republishDesired } from './retained-documents.ts';
import type { DocumentSigner } from './sign-document.ts';
import { signDueRevisions } from './sign-revisions.ts';

/** Rounds without a cause: for lost notifications and for documents that near their expiry. */
const ROUND_MS = 30_000;
const RETRY_MS = 1_000;

/** What the rollout needs of its surroundings. */
export interface RolloutOptions {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  readonly signer: DocumentSigner;
  readonly publish: Publish;
  onFailed(error: Error): void;
}

/**
 * Brings desired revisions to the nodes: gives new nodes the fleet's configuration, signs what is unsigned,
 * publishes the outbox. One round at a time does all three from what the database says, so a notification only
 * means "look now", and a document never overtakes another.
 */
export class Rollout {
  readonly #options: RolloutOptions;
  readonly #rounds = new OneAtATime(() => this.#round());
  #republish = false;
  /** Nothing is published before the first connection: what it brings would be published twice. */
  #brokerSeen = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #toClear = new Set<string>();

  constructor(options: RolloutOptions) {
    this.#options = options;
  }

  /** Something may be due. */
  wake(): void {
    if (!this.#stopped) this.#rounds.wake();
  }

  /** The broker may have lost what it retained. */
  brokerConnected(): void {
    this.#republish = true;
    this.#brokerSeen = true;
    this.wake();
  }

  /** A node was deleted: what it left at the broker goes. */
  nodeDeleted(node: string): void {
    this.#toClear.add(node);
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#rounds.ended();
  }

  async #round(): Promise<void> {
    if (this.#stopped) return;
    let wait = ROUND_MS;
    try {
      await this.#once();
    } catch (error) {
      this.#options.onFailed(error as Error);
      wait = RETRY_MS;
    }
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), wait);
  }

  async #once(): Promise<void> {
    const { prisma, pool, signer } = this.#options;
    const now = new Date();
    await prisma.$transaction((transaction) => reviseNewNodes(transaction, now));
    let mayBeMore = true;
    while (mayBeMore && !this.#stopped) {
      mayBeMore = await signDueRevisions(pool, signer, now);
      if (this.#brokerSeen) await this.#publish();
    }
    await pruneOutbox(pool);
  }

  async #publish(): Promise<void> {
    const { pool, publish } = this.#options;
    if (this.#republish) await this.#publishAgain();
    await publishOutbox(pool, publish);
    for (const node of [...this.#toClear]) {
      await clearRetained(node, publish);
      this.#toClear.delete(node);
    }
  }

  async #publishAgain(): Promise<void> {
    const { pool, publish } = this.#options;
    // Before, so that a broker that is lost and found meanwhile is given all once more.
    this.#republish = false;
    try {
      for (const node of await recentlyDeleted(pool)) this.#toClear.add(node);
      await republishDesired(pool, publish);
    } catch (error) {
      this.#republish = true;
      throw error;
    }
  }
}

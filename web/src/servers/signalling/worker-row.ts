import type { PrismaClient } from '@ntmobile/prisma';
import { base64UrlEncode } from '@ntmobile/shared';

const HEARTBEAT_MS = 1_000;

/** How this worker is known to the console, to enrolment and to other workers. */
export interface WorkerFacts {
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Where nodes reach it, in the order they try. */
  readonly endpoints: readonly string[];
}

/** The row of this worker, with its heartbeat each second and what it counts. */
export class WorkerRow {
  readonly #prisma: PrismaClient;
  readonly #facts: WorkerFacts;
  #counters: () => Record<string, number> = () => ({});
  #onFailed: (error: Error) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(prisma: PrismaClient, facts: WorkerFacts) {
    this.#prisma = prisma;
    this.#facts = facts;
  }

  /** Name of the row: the worker's public key in base64url. */
  get id(): string {
    return base64UrlEncode(this.#facts.publicKey);
  }

  /** Makes or renews the row. Rows of workers whose address this one has taken over go, and so does their word. */
  async announce(now: Date): Promise<void> {
    const endpoints = [...this.#facts.endpoints];
    await this.#prisma.dcWorker.deleteMany({
      where: { id: { not: this.id }, endpoints: { hasSome: endpoints } },
    });
    const values = { endpoints, startedAt: now, heartbeatAt: now, counters: {} };
    await this.#prisma.dcWorker.upsert({
      where: { id: this.id },
      create: { id: this.id, publicKey: new Uint8Array(this.#facts.publicKey), ...values },
      update: values,
    });
  }

  /** Begins the heartbeat; `counters` is asked at each. */
  start(counters: () => Record<string, number>, onFailed: (error: Error) => void): void {
    this.#counters = counters;
    this.#onFailed = onFailed;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /** The row stays: its age says that nobody answers. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #beat(): void {
    // A slow database gets one heartbeat at a time.
    this.#writing ??= this.#write(new Date())
      .catch((error: Error) => this.#onFailed(error))
      .finally(() => {
        this.#writing = undefined;
      });
  }

  async #write(now: Date): Promise<void> {
    const { count } = await this.#prisma.dcWorker.updateMany({
      where: { id: this.id },
      data: { heartbeatAt: now, counters: this.#counters() },
    });
    if (count === 0) await this.announce(now);
  }
}

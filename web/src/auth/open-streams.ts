import type { PrismaClient } from '@ntmobile/prisma';
import { database } from '../database.ts';
import { log } from '../log.ts';
import { liveSessions } from './session-repository.ts';

/** How often the sessions of open streams are looked at: revoked ones stop hearing within this and one query. */
const CHECK_MS = 2_000;
/** Most event streams of one session at a time: a page has one, and people have many tabs. */
export const MAX_STREAMS = 16;

/** Why a stream was ended, the reason of its signal: its session is over, or could not be read. */
export type StreamEnd = 'ended' | 'unread';

/** Event streams that are open, by session. They outlive the request that was authorised, so they are looked after. */
export class OpenStreams {
  readonly #prisma: () => PrismaClient;
  readonly #checkMs: number;
  readonly #streams = new Map<string, Set<AbortController>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(prisma: () => PrismaClient, checkMs = CHECK_MS) {
    this.#prisma = prisma;
    this.#checkMs = checkMs;
  }

  /** How many are open. */
  get size(): number {
    return [...this.#streams.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A signal that aborts when the session ends, and what to call when the stream does; undefined beyond the limit. */
  open(sessionId: string): { signal: AbortSignal; close: () => void } | undefined {
    const streams = this.#streams.get(sessionId) ?? new Set<AbortController>();
    if (streams.size >= MAX_STREAMS) return undefined;
    const controller = new AbortController();
    this.#streams.set(sessionId, streams.add(controller));
    this.#checkLater();
    return { signal: controller.signal, close: () => this.#close(sessionId, streams, controller) };
  }

  #close(sessionId: string, streams: Set<AbortController>, controller: AbortController): void {
    streams.delete(controller);
    if (streams.size === 0 && this.#streams.get(sessionId) === streams) this.#streams.delete(sessionId);
  }

  #checkLater(): void {
    this.#timer ??= setTimeout(async () => {
      await this.#check();
      this.#timer = undefined;
      if (this.#streams.size > 0) this.#checkLater();
    }, this.#checkMs);
  }

  /** Ends what may no longer hear, and, since nobody can tell, everything when the sessions cannot be read. */
  async #check(): Promise<void> {
    const ids = [...this.#streams.keys()];
    if (ids.length === 0) return;
    try {
      const live = await liveSessions(this.#prisma(), ids, new Date());
      for (const id of ids) if (!live.has(id)) this.#abort(id, 'ended');
    } catch (error) {
      log.warn({ err: error }, 'open streams: the sessions could not be read');
      for (const id of ids) this.#abort(id, 'unread');
    }
  }

  #abort(sessionId: string, because: StreamEnd): void {
    for (const controller of this.#streams.get(sessionId) ?? []) controller.abort(because);
    this.#streams.delete(sessionId);
  }
}

const held = globalThis as { ntmOpenStreams?: OpenStreams };

/** The process's open streams. */
export function openStreams(): OpenStreams {
  held.ntmOpenStreams ??= new OpenStreams(database);
  return held.ntmOpenStreams;
}

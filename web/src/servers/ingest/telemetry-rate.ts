import { nodeTopic, type TelemetryRate } from '@ntmobile/shared/fleet';

/** Interval of samples while somebody looks at a node, and how long one request for it holds. */
const WATCHED_INTERVAL_MS = 2_000;
const WATCHED_FOR_MS = 60_000;
/** Several viewers of one node make one request in this time. */
const REPEAT_MS = 5_000;

/** Asks nodes for frequent samples while somebody looks at their page. */
export class TelemetryRateRequests {
  readonly #publish: (topic: string, payload: string) => void;
  readonly #askedAt = new Map<string, number>();

  constructor(publish: (topic: string, payload: string) => void) {
    this.#publish = publish;
  }

  /** A viewer is there; `now` is monotonic milliseconds. */
  watched(node: string, now: number): void {
    const askedAt = this.#askedAt.get(node);
    if (askedAt !== undefined && now - askedAt < REPEAT_MS) return;
    this.#forgetBefore(now - WATCHED_FOR_MS);
    this.#askedAt.set(node, now);
    const rate: TelemetryRate = { v: 1, intervalMs: WATCHED_INTERVAL_MS, durationMs: WATCHED_FOR_MS };
    this.#publish(nodeTopic(node, 'telemetry/rate'), JSON.stringify(rate));
  }

  #forgetBefore(time: number): void {
    for (const [node, askedAt] of this.#askedAt) if (askedAt < time) this.#askedAt.delete(node);
  }
}

import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';

/** What one asker may have told of it at a time: the audit is kept for good, and names to ask for cost nothing. */
const MOST_OF_ASKER = 30;

/**
 * Tells audit why directions are denied: at most once a minute for each pair of asker and target, and at most 30 pairs of
 * one asker in a minute. All are counted.
 */
export class DenialLog {
  readonly #services: DcServices;
  // All live equally long, so the first entries expire first.
  readonly #told = new Map<string, { readonly askerId: string; readonly until: number }>();
  /** How many of those each asker has. */
  readonly #ofAsker = new Map<string, number>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  denied(askerId: string, targetId: string, reason: string, now: number): void {
    this.#services.counters.add('directionsDenied');
    this.#dropExpired(now);
    const key = `${askerId} ${targetId}`;
    const told = this.#ofAsker.get(askerId) ?? 0;
    if (this.#told.has(key) || told >= MOST_OF_ASKER) return;
    this.#told.set(key, { askerId, until: now + TIMING.denialTold });
    this.#ofAsker.set(askerId, told + 1);
    const at = this.#services.clock.at(now);
    this.#services.outputs.emit({ kind: 'recordAudit', askerId, targetId, reason, at });
  }

  #dropExpired(now: number): void {
    for (const [key, { askerId, until }] of this.#told) {
      if (until > now) return;
      this.#told.delete(key);
      const left = (this.#ofAsker.get(askerId) ?? 0) - 1;
      if (left > 0) this.#ofAsker.set(askerId, left);
      else this.#ofAsker.delete(askerId);
    }
  }
}

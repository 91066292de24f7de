import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';

/** Tells audit why directions are denied, at most once a minute for each pair of asker and target. */
export class DenialLog {
  readonly #services: DcServices;
  // All live equally long, so the first entries expire first.
  readonly #told = new Map<string, number>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  denied(askerId: string, targetId: string, reason: string, now: number): void {
    this.#services.counters.add('directionsDenied');
    this.#dropExpired(now);
    const key = `${askerId} ${targetId}`;
    if (this.#told.has(key)) return;
    this.#told.set(key, now + TIMING.denialTold);
    const at = this.#services.clock.at(now);
    this.#services.outputs.emit({ kind: 'recordAudit', askerId, targetId, reason, at });
  }

  #dropExpired(now: number): void {
    for (const [key, until] of this.#told) {
      if (until > now) return;
      this.#told.delete(key);
    }
  }
}

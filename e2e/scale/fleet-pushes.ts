import type { PrismaClient } from '@ntmobile/prisma';
import type { Figures } from './figures.ts';
import { countApplied } from './fleet-rows.ts';
import { pushInterval } from './push.ts';
import { PATIENCE_MS, reachedWithin } from './reached-within.ts';
import type { ScaleFleet } from './scale-fleet.ts';

/** The shortest interval that a configuration may ask for, and others, so that each push changes something. */
const PUSHED_INTERVALS = [30, 45, 40, 35, 50] as const;

/** What the whole fleet is given, revision by revision. */
export class FleetPushes {
  readonly #fleet: ScaleFleet;
  readonly #figures: Figures;
  /** The first one comes with enrolment. */
  #newest = 1;

  constructor(fleet: ScaleFleet, figures: Figures) {
    this.#fleet = fleet;
    this.#figures = figures;
  }

  /** Revision that each node is to have, which is how many it was given. */
  get newest(): number {
    return this.#newest;
  }

  /** Nodes that have it in force by what they know themselves: what they say of it may still be on its way. */
  get appliedByNodes(): number {
    return this.#fleet.nodes.filter(({ appliedRevision }) => appliedRevision === this.#newest).length;
  }

  /** Writes another configuration for all of them; Error where somebody would get none. */
  async next(prisma: PrismaClient): Promise<void> {
    const interval = PUSHED_INTERVALS[(this.#newest - 1) % PUSHED_INTERVALS.length] ?? 30;
    const revised = await pushInterval(prisma, interval);
    this.#newest++;
    const { length } = this.#fleet.nodes;
    if (revised < length) throw new Error(`only ${revised} of ${length} nodes were to get a configuration`);
  }

  /** Judges how long it took from `start` (by `performance.now`) until each node has reported the newest as applied. */
  async untilApplied(
    prisma: PrismaClient,
    { name, most, start }: { name: string; most: number; start: number },
  ): Promise<void> {
    const ids = this.#fleet.nodes.map(({ id }) => id);
    const isSo = async () => (await countApplied(prisma, ids)) === ids.length;
    this.#figures.judge(name, await reachedWithin(PATIENCE_MS, isSo, start), most, 'ms');
    const told = this.#fleet.nodes.filter(({ appliedRevision }) => appliedRevision === undefined).length;
    this.#figures.judge(`${name.replace(/Ms$/, '')}Otherwise`, told, 0, 'count');
  }
}

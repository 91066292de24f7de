import type { PrismaClient } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { SharedReadings } from '../../nodes/list/shared-readings.ts';
import { type LiveChange, type LiveHub, liveHub } from '../../nodes/live/live-hub.ts';
import { pushNodes } from './board-repository.ts';
import { FollowedPush } from './followed-push.ts';
import { type PushResults, pushResults } from './push-results.ts';

/** Pushes that are kept at a time: each takes some megabytes where it went to 10,000 nodes. */
export const MOST_FOLLOWED = 32;

/** What a page that follows a push holds until it leaves. */
export interface Following {
  /** Whether a change may be seen on the board of the push. */
  concerns(change: LiveChange): boolean;
  leave(): void;
}

interface Followed {
  readonly push: FollowedPush;
  readonly unsubscribe: () => void;
  followers: number;
}

/** The pushes that pages of this process follow, each kept once; a push that nobody follows is read when it is asked for. */
export class FollowedPushes {
  readonly #hub: () => Pick<LiveHub, 'subscribe' | 'isListening'>;
  readonly #followed = new Map<number, Followed>();
  readonly #unfollowed = new SharedReadings<PushResults>();

  constructor(hub: () => Pick<LiveHub, 'subscribe' | 'isListening'>) {
    this.#hub = hub;
  }

  /** How many pushes are kept. */
  get size(): number {
    return this.#followed.size;
  }

  /**
   * What became of a push, without nodes where there is no such push. Of one that is followed: with all that the process
   * was told of before it was called. What is committed and still on its way to be told comes with the next call.
   */
  results(prisma: PrismaClient, pushId: number): Promise<PushResults> {
    const followed = this.#followed.get(pushId);
    if (followed === undefined) {
      return this.#unfollowed.get(String(pushId), async () =>
        pushResults(await pushNodes(prisma, { pushId })),
      );
    }
    // Nobody tells what changes meanwhile.
    if (!this.#hub().isListening) followed.push.readAll();
    return followed.push.results();
  }

  /** Keeps a push until the one who follows it leaves. TOO_MANY_REQUESTS where it would be one more than `MOST_FOLLOWED`. */
  async follow(prisma: PrismaClient, pushId: number): Promise<Following> {
    const known = this.#followed.get(pushId);
    if (known !== undefined) return this.#join(pushId, known);
    const push = new FollowedPush((only) => pushNodes(prisma, { pushId, ...(only && { only }) }));
    const unsubscribe = await this.#hub().subscribe((change) => push.note(change));
    const begunMeanwhile = this.#followed.get(pushId);
    if (begunMeanwhile !== undefined) {
      unsubscribe();
      return this.#join(pushId, begunMeanwhile);
    }
    if (this.size >= MOST_FOLLOWED) {
      unsubscribe();
      throw new TRPCError({
        code: 'TOO_MANY_REQUESTS',
        message: `This console follows ${MOST_FOLLOWED} pushes already. Close the board of another one, and open this one again.`,
      });
    }
    const begun = { push, unsubscribe, followers: 0 };
    this.#followed.set(pushId, begun);
    return this.#join(pushId, begun);
  }

  #join(pushId: number, followed: Followed): Following {
    followed.followers += 1;
    let hasLeft = false;
    return {
      concerns: (change) => followed.push.concerns(change),
      leave: () => {
        if (hasLeft) return;
        hasLeft = true;
        followed.followers -= 1;
        if (followed.followers === 0) this.#end(pushId, followed);
      },
    };
  }

  #end(pushId: number, followed: Followed): void {
    followed.unsubscribe();
    this.#followed.delete(pushId);
  }
}

const held = globalThis as { ntmFollowedPushes?: FollowedPushes };

/** Those of the process. */
export function followedPushes(): FollowedPushes {
  held.ntmFollowedPushes ??= new FollowedPushes(liveHub);
  return held.ntmFollowedPushes;
}

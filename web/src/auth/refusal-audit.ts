import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { log } from '../log.ts';
import { LOCK_WINDOW_MS } from './lockout.ts';
import { SourceWindows, sourceOf } from './source-windows.ts';

/** Refusals of one kind that one source may have told of it within 15 min: the audit is kept for good. */
export const MOST_TOLD = 30;

/** A stranger who was refused. */
export interface Refusal {
  /** Noun and past participle: `login.refused`. */
  readonly action: string;
  /** Name as typed, in lower case; empty without. */
  readonly username: string;
  readonly address: string;
  readonly requestId: string;
  readonly now: Date;
  /** The thing that its entries are counted by in place of the source, since many sources may bring it; their subject. */
  readonly boundBy?: string;
  /** What it was about, without secrets. */
  readonly about?: Pick<Prisma.AuditEntryCreateInput, 'subjectKind' | 'subjectId' | 'before' | 'after'>;
}

/** Refusals that got no entry of their own. */
interface Untold {
  count: number;
  readonly since: Date;
}

/**
 * Tells the audit of strangers who were refused: at most 30 times within 15 min for each source and action, and then
 * once, at the end of that time, how many were left out. Those that `boundBy` names a thing for are counted by that. In
 * memory: what a restart cuts off is not told.
 */
export class RefusalAudit {
  readonly #told = new SourceWindows({ count: MOST_TOLD, withinMs: LOCK_WINDOW_MS });
  readonly #untold = new Map<string, Untold>();

  /** Leaves an entry, or counts it among those that are told together. */
  async tell(prisma: PrismaClient, refusal: Refusal): Promise<void> {
    const { action, address, now, boundBy } = refusal;
    const key = `${action} ${boundBy ?? sourceOf(address)}`;
    const waitMs = this.#told.waitMs(key, now.getTime());
    if (waitMs === undefined) {
      this.#told.count(key, now.getTime());
      return leaveEntry(prisma, refusal);
    }
    const untold = this.#untold.get(key);
    if (untold !== undefined) {
      untold.count++;
      return;
    }
    this.#untold.set(key, { count: 1, since: now });
    setTimeout(() => void this.#tellUntold(prisma, key, refusal), waitMs).unref();
  }

  async #tellUntold(
    prisma: PrismaClient,
    key: string,
    { action, address, boundBy, about }: Refusal,
  ): Promise<void> {
    const untold = this.#untold.get(key);
    this.#untold.delete(key);
    if (untold === undefined) return;
    const after = { leftOut: untold.count, since: untold.since.toISOString() };
    const { subjectKind = null, subjectId = null } = about ?? {};
    const subject = boundBy === undefined ? {} : { subjectKind, subjectId };
    const entry = { action, username: '', address, now: new Date(), about: { ...subject, after } };
    await leaveEntry(prisma, entry).catch((error: unknown) =>
      log.error({ err: error, action, address, ...after }, 'refusals are not in the audit'),
    );
  }
}

const held = globalThis as { ntmRefusalAudit?: RefusalAudit };

/** Tells the audit of a stranger who was refused, within the bounds of this process. */
export function auditRefusal(prisma: PrismaClient, refusal: Refusal): Promise<void> {
  held.ntmRefusalAudit ??= new RefusalAudit();
  return held.ntmRefusalAudit.tell(prisma, refusal);
}

async function leaveEntry(
  prisma: PrismaClient,
  of: Omit<Refusal, 'requestId'> & { requestId?: string },
): Promise<void> {
  await prisma.auditEntry.create({
    data: {
      at: of.now,
      actorKind: 'stranger',
      actorId: '',
      actorName: of.username,
      action: of.action,
      address: of.address,
      ...(of.requestId !== undefined && { requestId: of.requestId }),
      ...of.about,
    },
    select: { id: true },
  });
}

import { randomInt } from 'node:crypto';
import { Prisma } from '@ntmobile/prisma';
import { numberedLabel } from './node-label.ts';

/**
 * Names of the realm's own services, of every machine itself, and those that programs ask for by themselves and then
 * trust (proxy discovery and ISATAP, RFC 5214); a node gets them with a number only.
 */
const RESERVED = new Set(['broker', 'localhost', 'wpad', 'isatap']);
const COUNTED = 1_000;
const DRAWN = 64;
const LARGEST_NUMBER = 10_000_000;
/** Who still asks for a deleted node by its name must not be led to another device. */
const DELETED_KEEPS_NAME_MS = 24 * 3_600_000;

/** For which device a name is sought, and when. */
export interface NameSeeker {
  /** X25519 public key, 32 bytes; a device that comes back may have its own name at once. */
  readonly staticKey: Uint8Array<ArrayBuffer>;
  readonly now: Date;
}

/**
 * A free name: the label, else the label with the lowest free number from 2 (so five hundred phones that all call
 * themselves the same become `phone`, `phone-2`, ...), beyond a thousand with one drawn at random. The name of a deleted
 * node is another device's only after 24 h. The caller holds the lock of allocations until its transaction ends.
 */
export async function freeName(
  transaction: Prisma.TransactionClient,
  label: string,
  seeker: NameSeeker,
): Promise<string> {
  if (!RESERVED.has(label)) {
    const free = await firstFree(transaction, [label], seeker);
    if (free !== undefined) return free;
  }
  const counted = Array.from({ length: COUNTED - 1 }, (_, index) => numberedLabel(label, index + 2));
  let free = await firstFree(transaction, counted, seeker);
  while (free === undefined) {
    const drawn = Array.from({ length: DRAWN }, () => randomInt(COUNTED + 1, LARGEST_NUMBER));
    free = await firstFree(
      transaction,
      drawn.map((number) => numberedLabel(label, number)),
      seeker,
    );
  }
  return free;
}

async function firstFree(
  transaction: Prisma.TransactionClient,
  names: readonly string[],
  { staticKey, now }: NameSeeker,
): Promise<string | undefined> {
  const heldSince = new Date(now.getTime() - DELETED_KEEPS_NAME_MS);
  const [free] = await transaction.$queryRaw<{ name: string }[]>(Prisma.sql`
    SELECT wished.name FROM unnest(${names}::text[]) WITH ORDINALITY AS wished(name, place)
    WHERE NOT EXISTS (SELECT FROM nodes WHERE nodes.name = wished.name)
      AND NOT EXISTS (SELECT FROM nodes WHERE deleted_at > ${heldSince} AND last_name = wished.name
        AND static_key <> ${staticKey})
    ORDER BY place LIMIT 1`);
  return free?.name;
}

/** How long misses count, and how long a lock lasts after the last of them. */
export const LOCK_WINDOW_MS = 15 * 60_000;
/** Misses of one name from one address. */
export const PAIR_LIMIT = 5;
/** Misses from one address whatever the name: somebody tries names. */
export const ADDRESS_LIMIT = 30;
/** Misses of one name from anywhere: somebody tries from many addresses. */
export const NAME_LIMIT = 20;

/** Misses of the last `LOCK_WINDOW_MS`. */
export interface RecentMisses {
  readonly pair: number;
  readonly address: number;
  readonly name: number;
  /** Those of `name` whose password was right and whose code was not. */
  readonly nameByCode: number;
}

/**
 * Whether a login is refused before its password is looked at. For somebody who brings a code of an account that takes
 * one, only misses count for the name that were made with its password: strangers cannot lock such an owner out.
 */
export function isLocked(misses: RecentMisses, bringsCode: boolean): boolean {
  const name = bringsCode ? misses.nameByCode : misses.name;
  return misses.pair >= PAIR_LIMIT || misses.address >= ADDRESS_LIMIT || name >= NAME_LIMIT;
}

import { Prisma } from '@ntmobile/prisma';
import { formatIpAddress, ipAddressOf, type Prefix, parsePrefix } from '@ntmobile/shared';

/** Which address of a node is wanted. */
export type AddressColumn = 'virtual_ipv4' | 'virtual_ipv6';

/**
 * The next free address of a pool such as `198.18.0.0/15`, or undefined when all are given: the one after the highest,
 * so that a freed address rests, and once the end was reached the lowest gap. The caller holds the lock of
 * allocations until its transaction ends.
 */
export async function freeAddress(
  transaction: Prisma.TransactionClient,
  column: AddressColumn,
  pool: string,
): Promise<string | undefined> {
  const range = hostRange(parsePrefix(pool));
  if (range === undefined) return undefined;
  const taken = Prisma.raw(column);
  const { first, last } = range;
  const within = Prisma.sql`${taken} BETWEEN ${first}::inet AND ${last}::inet`;
  const [next] = await transaction.$queryRaw<{ address: string; within: boolean }[]>`
    SELECT host(${taken} + 1) AS address, ${taken} < ${last}::inet AS within
    FROM nodes WHERE ${within} ORDER BY ${taken} DESC LIMIT 1`;
  if (next === undefined) return first;
  if (next.within) return next.address;
  const [gap] = await transaction.$queryRaw<{ address: string }[]>`
    SELECT host(before + 1) AS address
    FROM (SELECT ${first}::inet - 1 AS before UNION ALL SELECT ${taken} FROM nodes WHERE ${within}) AS given
    WHERE before < ${last}::inet AND NOT EXISTS (SELECT FROM nodes WHERE ${taken} = before + 1)
    ORDER BY before LIMIT 1`;
  return gap?.address;
}

/**
 * First and last address that a node may have: not the network's, not the resolver (the first host), not the
 * broadcast address. Undefined when the pool has none.
 */
export function hostRange(pool: Prefix): { readonly first: string; readonly last: string } | undefined {
  const { bytes } = pool.address;
  const network = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt(bytes.length * 8 - pool.length);
  if (size < 4n) return undefined;
  return {
    first: addressText(network + 2n, bytes.length),
    last: addressText(network + size - 2n, bytes.length),
  };
}

function addressText(value: bigint, length: number): string {
  const bytes = Uint8Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn),
  );
  return formatIpAddress(ipAddressOf(bytes));
}

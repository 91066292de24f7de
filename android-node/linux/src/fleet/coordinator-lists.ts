import { base64UrlEncode } from '@ntmobile/shared';
import type { ConfigLists, ConfiguredCoordinator } from '@ntmobile/shared/fleet';

/** The lists of coordinators between which a document is judged. */
export type HeldLists = Readonly<Record<ConfigLists, readonly ConfiguredCoordinator[]>>;

/** The coordinators of these lists in order, each key once with the endpoints of all. */
export function together(lists: HeldLists, names: readonly ConfigLists[]): ConfiguredCoordinator[] {
  const endpointsOf = new Map<string, Set<string>>();
  for (const { publicKey, endpoints } of names.flatMap((name) => lists[name])) {
    const known = endpointsOf.get(publicKey) ?? new Set();
    for (const endpoint of endpoints) known.add(endpoint);
    endpointsOf.set(publicKey, known);
  }
  return [...endpointsOf].map(([publicKey, endpoints]) => ({ publicKey, endpoints: [...endpoints] }));
}

/** The first of these lists that has this key at this endpoint: an answer there speaks for it. */
export function listOf(
  lists: HeldLists,
  names: readonly ConfigLists[],
  answered: { readonly publicKey: Uint8Array; readonly endpoint: string },
): ConfigLists | undefined {
  const key = base64UrlEncode(answered.publicKey);
  return names.find((name) =>
    lists[name].some((one) => one.publicKey === key && one.endpoints.includes(answered.endpoint)),
  );
}

import { formatIpAddress, formatPrefix, hostPrefix, type Prefix, parsePrefix } from '@ntmobile/shared';
import type { NodeConfiguration } from '../inputs.ts';
import type { NodeOutput } from '../outputs.ts';
import type { RealmFacts } from '../realm/realm.ts';

type TunConfiguration = Extract<NodeOutput, { kind: 'configureTun' }>;

/** What the TUN is to be, from the configuration and, once registered, the realm. */
export function tunConfiguration(
  configuration: NodeConfiguration,
  realm: RealmFacts | undefined,
): TunConfiguration {
  const own = realm?.ownAddresses.map((address) => formatPrefix(hostPrefix(address))) ?? [];
  const prefixes = [
    ...(realm?.prefixes ?? []).map(formatPrefix),
    ...configuration.peers.flatMap((peer) => peer.prefixes),
  ];
  return {
    kind: 'configureTun',
    addresses: [...own, ...configuration.staticAddresses],
    prefixes: [...new Set(prefixes)],
    mtu: configuration.tunMtu,
    resolver: realm?.resolvers.map(formatIpAddress) ?? [],
    ...(realm !== undefined && { searchDomain: realm.domain }),
  };
}

/** Prefixes of their texts. */
export function parsePrefixes(texts: readonly string[]): readonly Prefix[] {
  return texts.map(parsePrefix);
}

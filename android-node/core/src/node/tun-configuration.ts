import { formatIpAddress, formatPrefix, hostPrefix, type Prefix, parsePrefix } from '@ntmobile/shared';
import type { NodeConfiguration, OverlayConfiguration } from '../inputs.ts';
import type { NodeOutput } from '../outputs.ts';
import type { RealmFacts } from '../realm/realm.ts';

type TunConfiguration = Extract<NodeOutput, { kind: 'configureTun' }>;

/** What the TUN is to be, from the node's own and the realm's configuration and, once registered, the realm. */
export function tunConfiguration(
  configuration: NodeConfiguration,
  overlay: OverlayConfiguration,
  realm: RealmFacts | undefined,
): TunConfiguration {
  const own = realm?.ownAddresses.map((address) => formatPrefix(hostPrefix(address))) ?? [];
  const ofRealm = realm === undefined ? [] : (overlay.prefixes ?? realm.prefixes.map(formatPrefix));
  const ofPeers = configuration.peers.flatMap((peer) => peer.prefixes);
  return {
    kind: 'configureTun',
    addresses: [...own, ...configuration.staticAddresses],
    prefixes: [...new Set([...ofRealm, ...ofPeers])],
    realmPrefixes: [...new Set(ofRealm)],
    mtu: configuration.tunMtu,
    resolver: realm?.resolvers.map(formatIpAddress) ?? [],
    ...(realm !== undefined && { searchDomain: overlay.searchDomain ?? realm.domain }),
  };
}

/** Prefixes of their texts. */
export function parsePrefixes(texts: readonly string[]): readonly Prefix[] {
  return texts.map(parsePrefix);
}

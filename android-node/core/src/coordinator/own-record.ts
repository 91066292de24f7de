import {
  bytesEqual,
  hostPrefix,
  parsePrefix,
  prefixCovers,
  type RegistrationResponse,
  verifyNodeRecord,
} from '@ntmobile/shared';
import type { Enrolment } from '../inputs.ts';
import type { RealmFacts } from '../realm/realm.ts';
import type { NodeServices } from '../services.ts';

/**
 * What a RegistrationResponse tells, or undefined when its record is not a valid one about this node, or when it would
 * draw other names or traffic to the node than those of the realm in which it enrolled.
 */
export function acceptRegistration(
  frame: RegistrationResponse,
  { recordKey, realm }: Pick<Enrolment, 'recordKey' | 'realm'>,
  services: NodeServices,
): RealmFacts | undefined {
  const { realmDomain: domain, serverTime } = frame;
  const trust = { signingKey: recordKey, realm: domain, serverTime };
  const verdict = verifyNodeRecord(frame.record, trust, services.primitives);
  if (verdict.kind === 'refused') return undefined;
  const { staticKey, name: ownName, addresses: ownAddresses } = verdict.record;
  if (!bytesEqual(staticKey, services.identity.publicKey) || domain !== realm.domain) return undefined;
  const { realmPrefixes: prefixes, resolvers } = frame;
  const allowed = realm.prefixes.map(parsePrefix);
  const told = [...prefixes, ...[...ownAddresses, ...resolvers].map(hostPrefix)];
  if (!told.every((inner) => allowed.some((outer) => prefixCovers(outer, inner)))) return undefined;
  return { domain, prefixes, resolvers, ownName, ownAddresses };
}

import { bytesEqual, type RegistrationResponse, verifyNodeRecord } from '@ntmobile/shared';
import type { RealmFacts } from '../realm/realm.ts';
import type { NodeServices } from '../services.ts';

/** What a RegistrationResponse tells, or undefined when its record is not a valid one about this node. */
export function acceptRegistration(
  frame: RegistrationResponse,
  recordKey: Uint8Array,
  services: NodeServices,
): RealmFacts | undefined {
  const { realmDomain: domain, serverTime } = frame;
  const trust = { signingKey: recordKey, realm: domain, serverTime };
  const verdict = verifyNodeRecord(frame.record, trust, services.primitives);
  if (verdict.kind === 'refused') return undefined;
  const { staticKey, name: ownName, addresses: ownAddresses } = verdict.record;
  if (!bytesEqual(staticKey, services.identity.publicKey)) return undefined;
  return { domain, prefixes: frame.realmPrefixes, resolvers: frame.resolvers, ownName, ownAddresses };
}

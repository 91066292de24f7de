import {
  candidateRefusal,
  DNS_TYPE,
  type DnsMessage,
  type DnsRecord,
  type IpAddress,
  type Prefix,
} from '@ntmobile/shared';

/** What only this machine or the realm may say that a name leads to. */
const FORBIDDEN = ['loopback', 'unspecified', 'realmPrefix'];

/**
 * Whether an answer of another resolver leads to this machine itself or into the realm. A page of a hostile site could
 * have its own name lead there and so speak, under that name, with services that trust who can reach them (DNS
 * rebinding). `localhost` may be loopback (RFC 6761 section 6.3).
 */
export function leadsInside({ answers }: DnsMessage, realmPrefixes: readonly Prefix[]): boolean {
  return answers.some((record) => {
    const address = addressOf(record);
    if (address === undefined || isLocalhost(record.name)) return false;
    return FORBIDDEN.includes(candidateRefusal(address, [], realmPrefixes) ?? '');
  });
}

function addressOf({ type, data }: DnsRecord): IpAddress | undefined {
  if (type === DNS_TYPE.A && data.length === 4) return { family: 4, bytes: data };
  if (type === DNS_TYPE.AAAA && data.length === 16) return { family: 6, bytes: data };
  return undefined;
}

function isLocalhost(name: string): boolean {
  return /(^|\.)localhost$/i.test(name);
}

import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsMessage,
  type DnsRecord,
  encodeDnsMessage,
  encodeDnsName,
  type IpAddress,
  Writer,
} from '@ntmobile/shared';

const ADDRESS_TTL_S = 60;
/** How long a resolver may remember that a name or type does not exist (RFC 2308 section 5). */
const NEGATIVE_TTL_S = 5;
/** Largest answer that we announce to take (RFC 9715). */
const UDP_SIZE = 1232;
// Timers of the zone (RFC 1035 section 3.3.13); nobody transfers it, so only the last one matters.
const SERIAL = 1;
const REFRESH_S = 3_600;
const RETRY_S = 600;
const EXPIRE_S = 86_400;

/** Addresses of a node: those of the family that the question asks for, else "no data". */
export function answerAddresses(
  query: DnsMessage,
  addresses: readonly IpAddress[],
  domain: string,
): Uint8Array {
  const family = { [DNS_TYPE.A]: 4, [DNS_TYPE.AAAA]: 6 }[query.questions[0]?.type ?? 0];
  const records = addresses
    .filter((address) => address.family === family)
    .map((address) => recordOf(query, query.questions[0]?.type ?? 0, ADDRESS_TTL_S, address.bytes));
  return records.length === 0 ? answerNothing(query, domain) : respond(query, { answers: records });
}

/** The name of a node, asked for by its address. */
export function answerPointer(query: DnsMessage, name: string): Uint8Array {
  const writer = new Writer();
  encodeDnsName(writer, name);
  return respond(query, { answers: [recordOf(query, DNS_TYPE.PTR, ADDRESS_TTL_S, writer.finish())] });
}

/** The realm's own name: its SOA, or no data of any other type. */
export function answerRealm(query: DnsMessage, domain: string): Uint8Array {
  if (query.questions[0]?.type !== DNS_TYPE.SOA) return answerNothing(query, domain);
  return respond(query, { answers: [startOfAuthority(domain, ADDRESS_TTL_S)] });
}

/** The name exists and has no record of this type (RFC 2308 section 2.2). */
export function answerNothing(query: DnsMessage, domain: string): Uint8Array {
  return respond(query, { authority: [startOfAuthority(domain, NEGATIVE_TTL_S)] });
}

/** No data for a name outside the realm, of whose zone we know nothing. */
export function answerEmpty(query: DnsMessage): Uint8Array {
  return respond(query, {});
}

/** The name does not exist (RFC 2308 section 2.1). */
export function answerNoSuchName(query: DnsMessage, domain: string): Uint8Array {
  const authority = [startOfAuthority(domain, NEGATIVE_TTL_S)];
  return respond(query, { rcode: DNS_RCODE.noSuchName, authority });
}

/** Nothing can be said now. */
export function answerFailure(query: DnsMessage, rcode: number = DNS_RCODE.serverFailure): Uint8Array {
  return respond(query, { rcode, authoritative: false });
}

function respond(query: DnsMessage, parts: Partial<DnsMessage>): Uint8Array {
  const asksWithEdns = query.additional.some((record) => record.type === DNS_TYPE.OPT);
  const edns = { name: '', type: DNS_TYPE.OPT, class: UDP_SIZE, ttl: 0, data: new Uint8Array() };
  return encodeDnsMessage({
    id: query.id,
    response: true,
    opcode: query.opcode,
    authoritative: true,
    truncated: false,
    recursionDesired: query.recursionDesired,
    recursionAvailable: true,
    rcode: DNS_RCODE.noError,
    questions: query.questions.slice(0, 1),
    answers: [],
    authority: [],
    additional: asksWithEdns ? [edns] : [],
    ...parts,
  });
}

function recordOf(query: DnsMessage, type: number, ttl: number, data: Uint8Array): DnsRecord {
  return { name: query.questions[0]?.name ?? '', type, class: DNS_CLASS_IN, ttl, data };
}

function startOfAuthority(domain: string, ttl: number): DnsRecord {
  const writer = new Writer();
  encodeDnsName(writer, domain);
  encodeDnsName(writer, `hostmaster.${domain}`);
  for (const value of [SERIAL, REFRESH_S, RETRY_S, EXPIRE_S, NEGATIVE_TTL_S]) writer.u32(value);
  return { name: domain, type: DNS_TYPE.SOA, class: DNS_CLASS_IN, ttl, data: writer.finish() };
}

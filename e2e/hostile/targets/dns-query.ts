import { DNS_TYPE, type DnsMessage, type DnsRecord, encodeDnsMessage } from '@ntmobile/shared';

/** A DNS message about one name, as a query or, with answers, as their answer. */
export function dnsMessage(
  name: string,
  type: number,
  { answers }: { readonly answers?: readonly DnsRecord[] } = {},
): Uint8Array {
  const message: DnsMessage = {
    id: 1,
    response: answers !== undefined,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: answers !== undefined,
    rcode: 0,
    questions: [{ name, type, class: 1 }],
    answers: answers ?? [],
    authority: [],
    additional: [
      { name: '', type: DNS_TYPE.OPT, class: 1232, ttl: 0, data: Uint8Array.of(0, 10, 0, 2, 7, 7) },
    ],
  };
  return encodeDnsMessage(message);
}

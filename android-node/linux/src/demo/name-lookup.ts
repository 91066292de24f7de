import {
  DecodeError,
  DNS_CLASS_IN,
  DNS_TYPE,
  decodeDnsMessage,
  encodeDnsMessage,
  type IpAddress,
  ipAddressOf,
} from '@ntmobile/shared';

const TYPE_OF_FAMILY = { 4: DNS_TYPE.A, 6: DNS_TYPE.AAAA } as const;

/** A DNS query as an application's resolver sends it (RFC 1035). */
export function addressQuery(id: number, name: string, family: 4 | 6): Uint8Array {
  return encodeDnsMessage({
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name, type: TYPE_OF_FAMILY[family], class: DNS_CLASS_IN }],
    answers: [],
    authority: [],
    additional: [],
  });
}

/** What an answer says: an address, or none; undefined for what is no answer to this query. */
export function addressAnswer(
  payload: Uint8Array,
  asked: { readonly id: number; readonly family: 4 | 6 },
): IpAddress | 'none' | undefined {
  try {
    const message = decodeDnsMessage(payload);
    if (!message.response || message.id !== asked.id) return undefined;
    const record = message.answers.find(({ type }) => type === TYPE_OF_FAMILY[asked.family]);
    return record === undefined ? 'none' : ipAddressOf(record.data);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

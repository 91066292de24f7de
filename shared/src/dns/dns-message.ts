import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import { decodeDnsName, encodeDnsName } from './dns-name.ts';

/*
 * DNS message (RFC 1035 section 4.1), numbers big-endian:
 *
 *   id u16 | QR 1, OPCODE 4, AA 1, TC 1, RD 1, RA 1, Z 3, RCODE 4 | QDCOUNT u16 | ANCOUNT u16 | NSCOUNT u16 | ARCOUNT u16
 *   questions: name | type u16 | class u16
 *   records:   name | type u16 | class u16 | TTL u32 | RDLENGTH u16 | RDATA
 *
 * Bytes after the last record are ignored, as resolvers do.
 */

/** Record types (RFC 1035 section 3.2.2, RFC 3596, RFC 6891). */
export const DNS_TYPE = { A: 1, SOA: 6, PTR: 12, AAAA: 28, OPT: 41 } as const;
export const DNS_CLASS_IN = 1;
/** Answer codes (RFC 1035 section 4.1.1). */
export const DNS_RCODE = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
} as const;

const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200 } as const;
const FLAG_RECURSION = { desired: 0x0100, available: 0x0080 } as const;

export interface DnsQuestion {
  /** As sent: case is kept, for answers repeat it. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  /** RDATA as on the wire; names inside may be compressed when another server wrote it. */
  readonly data: Uint8Array;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

/** The message of these bytes; DecodeError when any part of it is malformed. */
export function decodeDnsMessage(bytes: Uint8Array): DnsMessage {
  const header = new Reader(bytes);
  const id = header.u16();
  const flags = header.u16();
  const [questions, answers, authority, additional] = [
    header.u16(),
    header.u16(),
    header.u16(),
    header.u16(),
  ];
  const sections = new SectionReader(bytes, header.offset);
  return {
    id,
    response: (flags & FLAG.response) !== 0,
    opcode: (flags >> 11) & 0xf,
    authoritative: (flags & FLAG.authoritative) !== 0,
    truncated: (flags & FLAG.truncated) !== 0,
    recursionDesired: (flags & FLAG_RECURSION.desired) !== 0,
    recursionAvailable: (flags & FLAG_RECURSION.available) !== 0,
    rcode: flags & 0xf,
    questions: sections.questions(questions),
    answers: sections.records(answers),
    authority: sections.records(authority),
    additional: sections.records(additional),
  };
}

/** Bytes of a message, without compression. */
export function encodeDnsMessage(message: DnsMessage): Uint8Array {
  const writer = new Writer(512);
  const { questions, answers, authority, additional } = message;
  writer.u16(message.id).u16(flagsOf(message));
  for (const section of [questions, answers, authority, additional]) writer.u16(section.length);
  for (const question of questions) {
    encodeDnsName(writer, question.name);
    writer.u16(question.type).u16(question.class);
  }
  for (const record of [...answers, ...authority, ...additional]) {
    encodeDnsName(writer, record.name);
    writer.u16(record.type).u16(record.class).u32(record.ttl).u16(record.data.length).bytes(record.data);
  }
  return writer.finish();
}

function flagsOf(message: DnsMessage): number {
  const { opcode, rcode } = message;
  return (
    (message.response ? FLAG.response : 0) |
    (opcode << 11) |
    (message.authoritative ? FLAG.authoritative : 0) |
    (message.truncated ? FLAG.truncated : 0) |
    (message.recursionDesired ? FLAG_RECURSION.desired : 0) |
    (message.recursionAvailable ? FLAG_RECURSION.available : 0) |
    rcode
  );
}

/** Reads questions and records one after another; names need the whole message for their pointers. */
class SectionReader {
  readonly #bytes: Uint8Array;
  #offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  questions(count: number): readonly DnsQuestion[] {
    // Nothing of the announced size is made: whoever announces 65,535 questions need not send them.
    const questions: DnsQuestion[] = [];
    while (questions.length < count) questions.push(this.#question());
    return questions;
  }

  records(count: number): readonly DnsRecord[] {
    const records: DnsRecord[] = [];
    while (records.length < count) {
      const question = this.#question();
      const reader = new Reader(this.#bytes.subarray(this.#offset));
      const ttl = reader.u32();
      const data = reader.bytes(reader.u16());
      this.#offset += reader.offset;
      records.push({ ...question, ttl, data });
    }
    return records;
  }

  #question(): DnsQuestion {
    if (this.#offset >= this.#bytes.length) throw new DecodeError('a section that is cut off');
    const { name, end } = decodeDnsName(this.#bytes, this.#offset);
    const reader = new Reader(this.#bytes.subarray(end));
    const question = { name, type: reader.u16(), class: reader.u16() };
    this.#offset = end + reader.offset;
    return question;
  }
}

import { randomBytes } from 'node:crypto';

const HEADER_LENGTH = 12;
/** After the labels of a question: the zero that ends them, type and class. */
const AFTER_LABELS = 5;
const LETTER = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** A query as it is sent: with an id of its own and each letter of the name in a case drawn at random. */
export interface DisguisedQuery {
  readonly sent: Uint8Array;
  /** Whether a datagram answers it; `respelled`: but for the case of its letters, as few servers do and forgers must. */
  judge(reply: Uint8Array): 'answers' | 'respelled' | 'other';
  /** The same answer for who asked: with the id and the spelling of the original. */
  reveal(reply: Uint8Array): Uint8Array;
}

/**
 * Makes an answer hard to forge for who cannot read the query: besides the source port it must have guessed 16 bits of
 * id and a bit for each letter of the name (RFC 5452 section 9.2; the letters are known as "0x20").
 */
export function disguise(query: Uint8Array): DisguisedQuery {
  const end = labelsEnd(query);
  const questionEnd = query[end] === 0 ? end + AFTER_LABELS : end;
  const sent = new Uint8Array(query);
  const drawn = randomBytes(2 + end);
  sent.set(drawn.subarray(0, Math.min(2, sent.length)));
  for (let at = HEADER_LENGTH; at < end; at++)
    if (LETTER(query[at] as number))
      sent[at] = ((query[at] as number) & ~0x20) | ((drawn[at] as number) & 0x20);
  return {
    sent,
    judge: (reply) => {
      if (reply.length < questionEnd || ((reply[2] ?? 0) & 0x80) === 0) return 'other';
      if (reply[0] !== sent[0] || reply[1] !== sent[1]) return 'other';
      const asked = (of: Uint8Array) => Buffer.from(of.subarray(end, questionEnd));
      if (!asked(reply).equals(asked(sent))) return 'other';
      const spelled = (of: Uint8Array) => Buffer.from(of.subarray(HEADER_LENGTH, end));
      if (spelled(reply).equals(spelled(sent))) return 'answers';
      return folded(spelled(reply)) === folded(spelled(sent)) ? 'respelled' : 'other';
    },
    reveal: (reply) => {
      const revealed = new Uint8Array(reply);
      revealed.set(query.subarray(0, 2));
      revealed.set(query.subarray(HEADER_LENGTH, end), HEADER_LENGTH);
      return revealed;
    },
  };
}

/** Where the labels of the first question end; the header's end where there are none. */
function labelsEnd(query: Uint8Array): number {
  let at = HEADER_LENGTH;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63) return HEADER_LENGTH;
    if (length === 0) return at;
    at += length + 1;
  }
}

function folded(name: Buffer): string {
  return name.toString('latin1').toLowerCase();
}

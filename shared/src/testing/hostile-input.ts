/** A stream of numbers that is the same in each run (mulberry32): a failure can be repeated. */
export function repeatableNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const EDGES = [0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xbf, 0xc0, 0xfe, 0xff];
const LONGEST = 160;

/** `count` inputs for a decoder: a quarter random bytes, the rest valid examples with one to four changes. */
export function* hostileInputs(examples: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  const next = repeatableNumbers(examples.length + 1);
  for (let index = 0; index < count; index++) {
    const example = index % 4 === 0 ? undefined : examples[next() % examples.length];
    yield example === undefined ? randomBytes(next) : changed(example, next);
  }
}

/** The same as text of one character a byte. */
export function* hostileTexts(examples: readonly string[], count: number): Generator<string> {
  const bytes = examples.map((text) => Uint8Array.from(text, (character) => character.charCodeAt(0)));
  for (const input of hostileInputs(bytes, count)) yield String.fromCharCode(...input);
}

function randomBytes(next: () => number): Uint8Array {
  return Uint8Array.from({ length: next() % LONGEST }, () => next());
}

/** One to four changes of a copy. */
export function changed(example: Uint8Array, next: () => number): Uint8Array {
  let bytes = example.slice();
  for (let edits = 1 + (next() % 4); edits > 0; edits--) bytes = changedOnce(bytes, next);
  return bytes;
}

function changedOnce(bytes: Uint8Array<ArrayBuffer>, next: () => number): Uint8Array<ArrayBuffer> {
  const at = next() % (bytes.length + 1);
  const size = 1 + (next() % 8);
  switch (next() % 6) {
    case 0:
      bytes.fill(next(), at, at + 1);
      return bytes;
    case 1:
      bytes.fill(EDGES[next() % EDGES.length] as number, at, at + 1);
      return bytes;
    case 2:
      return spliced(bytes, at, at + size, new Uint8Array());
    case 3:
      return spliced(bytes, at, at, bytes.subarray(Math.max(0, at - size), at));
    case 4:
      return spliced(bytes, at, at, Uint8Array.from({ length: size }, next));
    default:
      return bytes.slice(0, at);
  }
}

function spliced(bytes: Uint8Array, from: number, to: number, inserted: Uint8Array): Uint8Array<ArrayBuffer> {
  const rest = bytes.subarray(to);
  const joined = new Uint8Array(from + inserted.length + rest.length);
  joined.set(bytes.subarray(0, from));
  joined.set(inserted, from);
  joined.set(rest, from + inserted.length);
  return joined;
}

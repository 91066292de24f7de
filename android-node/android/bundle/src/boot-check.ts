/**
 * Tries, each time the bundle starts, what a compiler for Hermes can get wrong without a word. A failure throws, and
 * the host has no `ntmobile` to run with: no node is better than one that mixes up its peers.
 */

interface Trial {
  readonly what: string;
  readonly holds: () => boolean;
}

class Counted {
  #count = 0;

  raised(): number {
    this.#count += 1;
    return this.#count;
  }
}

const LARGE = 0x0123_4567_89ab_cdefn;

const TRIALS: readonly Trial[] = [
  { what: 'each round of a loop has its own binding', holds: bindingsAreFresh },
  { what: '64-bit counters keep all their bits', holds: countersAreExact },
  { what: 'sorting keeps the order of equals', holds: sortingIsStable },
  { what: 'a private field belongs to its own object', holds: fieldsArePrivate },
];

for (const { what, holds } of TRIALS) {
  if (!holds()) throw new Error(`This engine or this build cannot be trusted: it fails at "${what}".`);
}

function bindingsAreFresh(): boolean {
  const readers: Array<() => number> = [];
  for (let round = 0; round < 3; round++) readers.push(() => round);
  for (const round of [3, 4]) readers.push(() => round);
  return readers.map((read) => read()).join() === '0,1,2,3,4';
}

function countersAreExact(): boolean {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, LARGE, true);
  return view.getUint8(0) === 0xef && view.getBigUint64(0, true) + 1n === LARGE + 1n;
}

function sortingIsStable(): boolean {
  const pairs = Array.from({ length: 40 }, (_, index) => ({ rank: index % 2, index }));
  pairs.sort((a, b) => a.rank - b.rank);
  return pairs.every(({ rank, index }, at) => {
    const before = pairs[at - 1];
    return before === undefined || before.rank < rank || before.index < index;
  });
}

function fieldsArePrivate(): boolean {
  return new Counted().raised() === 1 && new Counted().raised() === 1;
}

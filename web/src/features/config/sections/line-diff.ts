/** A line of a comparison with its number on the sides that have it, from 1. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

/** The shortest way from one list of lines to the other: removed lines stand before added ones. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const longest = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const [old, young] = [before[left], after[right]];
    if (old !== undefined && old === young) {
      lines.push({ kind: 'same', before: ++left, after: ++right, text: old });
    } else if (old !== undefined && at(longest, left + 1, right) >= at(longest, left, right + 1)) {
      lines.push({ kind: 'removed', before: ++left, after: undefined, text: old });
    } else {
      lines.push({ kind: 'added', before: undefined, after: ++right, text: young ?? '' });
    }
  }
  return lines;
}

/** Length of the longest common subsequence of what follows each pair of positions. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let left = before.length - 1; left >= 0; left--) {
    for (let right = after.length - 1; right >= 0; right--) {
      const row = lengths[left] as number[];
      row[right] =
        before[left] === after[right]
          ? at(lengths, left + 1, right + 1) + 1
          : Math.max(at(lengths, left + 1, right), at(lengths, left, right + 1));
    }
  }
  return lengths;
}

/** Beyond the end of one side nothing is common; -1 there lets the other side's lines come out. */
function at(lengths: readonly (readonly number[])[], left: number, right: number): number {
  return lengths[left]?.[right] ?? -1;
}

/** A line in three: what it shares with the other at its begin, what differs, and what it shares at its end. */
export interface ChangedParts {
  readonly before: string;
  readonly changed: string;
  readonly after: string;
}

/** Which part of a line changed against the other; all of it but the indent without another. */
export function changedParts(line: string, other: string | undefined): ChangedParts {
  const indent = line.length - line.trimStart().length;
  if (other === undefined) return { before: line.slice(0, indent), changed: line.slice(indent), after: '' };
  const shortest = Math.min(line.length, other.length);
  let head = 0;
  while (head < shortest && line[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && line.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return {
    before: line.slice(0, head),
    changed: line.slice(head, line.length - tail),
    after: line.slice(line.length - tail),
  };
}

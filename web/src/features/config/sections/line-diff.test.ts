import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedParts, diffLines } from './line-diff.ts';

const signs = { same: ' ', added: '+', removed: '-' } as const;
const shown = (before: string[], after: string[]) =>
  diffLines(before, after).map((line) => `${signs[line.kind]}${line.text}`);

describe('diffLines', () => {
  it('shows what was added between equal lines', () => {
    expect(shown(['a', 'c'], ['a', 'b', 'c'])).toEqual([' a', '+b', ' c']);
  });

  it('shows a changed line as removed, then added', () => {
    expect(shown(['every: 5s'], ['every: 2s'])).toEqual(['-every: 5s', '+every: 2s']);
  });

  it('numbers each side for itself', () => {
    expect(diffLines(['a', 'x'], ['x']).at(-1)).toEqual({ kind: 'same', before: 2, after: 1, text: 'x' });
  });

  it('leads from the one side to the other, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before, after);
        expect(diff.filter((line) => line.kind !== 'added').map((line) => line.text)).toEqual(before);
        expect(diff.filter((line) => line.kind !== 'removed').map((line) => line.text)).toEqual(after);
      }),
    );
  });
});

describe('changedParts', () => {
  it('finds what differs between two lines', () => {
    expect(changedParts('  interval: 60 s', '  interval: 30 s')).toEqual({
      before: '  interval: ',
      changed: '6',
      after: '0 s',
    });
  });

  it('is all but the indent of a line that has no other', () => {
    expect(changedParts('  - region: osaka', undefined)).toEqual({
      before: '  ',
      changed: '- region: osaka',
      after: '',
    });
  });

  it('loses nothing, whatever the lines', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (line, other) => {
        const { before, changed, after } = changedParts(line, other);
        expect(before + changed + after).toBe(line);
      }),
    );
  });
});

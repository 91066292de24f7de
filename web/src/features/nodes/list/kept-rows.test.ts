import { describe, expect, it } from 'vitest';
import { NO_ROWS, newMatches, withoutGone, withPage, withReading } from './kept-rows.ts';

const rows = withPage(NO_ROWS, ['a', 'b', 'c']);

describe('rows that are shown', () => {
  it('keep their order, whatever the next page brings once more', () => {
    expect(withPage(rows, ['c', 'd', 'a']).ids).toEqual(['a', 'b', 'c', 'd']);
    expect(withPage(rows, ['b'])).toBe(rows);
  });

  it('stay where they are when they match no more, until nobody is there', () => {
    const after = withReading(rows, { asked: ['a', 'b'], came: new Set(['a']) });
    expect(after.ids).toEqual(['a', 'b', 'c']);
    expect([...after.gone]).toEqual(['b']);
    expect(withoutGone(after)).toMatchObject({ ids: ['a', 'c'], taken: 1 });
  });

  it('are no more gone when they match again', () => {
    const gone = withReading(rows, { asked: ['b'], came: new Set() });
    expect(withReading(gone, { asked: ['b'], came: new Set(['b']) }).gone.size).toBe(0);
  });

  it('are the very same where nothing changed, so that nothing is drawn anew', () => {
    expect(withReading(rows, { asked: ['a'], came: new Set(['a']) })).toBe(rows);
    expect(withoutGone(rows)).toBe(rows);
  });
});

describe('new matches', () => {
  const read = { matchingAtRead: 3 };

  it('are those beyond what matched when the list was read', () => {
    expect(newMatches({ ...read, rows, matching: 3 })).toBe(0);
    expect(newMatches({ ...read, rows, matching: 5 })).toBe(2);
    expect(newMatches({ ...read, rows, matching: 2 })).toBe(0);
  });

  it('count also when others left, whether they are still shown or not', () => {
    const gone = withReading(rows, { asked: ['b'], came: new Set() });
    expect(newMatches({ ...read, rows: gone, matching: 3 })).toBe(1);
    expect(newMatches({ ...read, rows: withoutGone(gone), matching: 3 })).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { changeLines } from './change-lines.ts';

const words = (before: unknown, after: unknown) =>
  changeLines(before, after).lines.map(({ kind, text }) => `${kind === 'added' ? '+' : '-'} ${text}`);

describe('the lines of a change', () => {
  it('are what differs, with the number of what does not', () => {
    expect(words({ role: 'viewer', disabled: false }, { role: 'operator', disabled: false })).toEqual([
      '- role: viewer',
      '+ role: operator',
    ]);
    expect(changeLines({ a: 1, b: 2 }, { a: 1, b: 3 }).equal).toBe(1);
  });

  it('are all of a thing that was made, or that is gone', () => {
    expect(words(null, { name: 'till-7', dc: [{ endpoints: ['a', 'b'] }] })).toEqual([
      '+ name: till-7',
      '+ dc.0.endpoints.0: a',
      '+ dc.0.endpoints.1: b',
    ]);
    expect(words({ name: 'till-7' }, null)).toEqual(['- name: till-7']);
  });

  it('tell nothing from null, and empty lists apart from absent ones', () => {
    expect(words({ suspendedAt: null }, { suspendedAt: '2026-04-02' })).toEqual([
      '- suspendedAt: none',
      '+ suspendedAt: 2026-04-02',
    ]);
    expect(words(null, null)).toEqual([]);
    expect(words({}, { rs: [] })).toEqual(['+ rs: none']);
  });

  it('are bounded, and say how many are not shown', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => index);
    const change = changeLines(null, long);
    expect(change.lines).toHaveLength(200);
    expect(change.cut).toBe(4_800);
  });
});

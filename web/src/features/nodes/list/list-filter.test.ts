import { describe, expect, it } from 'vitest';
import { formatFilter, isNarrowed, NO_FILTER, parseFilter } from './list-filter.ts';
import { nodeFilterInput } from './list-filter-input.ts';

describe('the filter in the address', () => {
  it('comes back as it was written', () => {
    const filter = parseFilter({ q: ' bus 10 ', state: 'offline,online', config: 'drift', sort: 'seen' });
    expect(filter).toEqual({
      ...NO_FILTER,
      search: 'bus 10',
      states: ['online', 'offline'],
      configs: ['drift'],
      sort: 'seen',
    });
    expect(parseFilter(Object.fromEntries(new URLSearchParams(formatFilter(filter))))).toEqual(filter);
  });

  it('is empty for the whole list', () => {
    expect(formatFilter(parseFilter({}))).toBe('');
    expect(isNarrowed(parseFilter({ sort: 'seen' }))).toBe(false);
  });

  it('leaves out what it does not know', () => {
    expect(
      parseFilter({ state: "online,';DROP TABLE nodes", sort: 'id', config: ['failed', 'drift'] }),
    ).toEqual({ ...NO_FILTER, states: ['online'], configs: ['failed'] });
  });

  it('lets no control character through to the database', () => {
    expect(parseFilter({ q: 'a\0b' }).search).toBe('ab');
    expect(nodeFilterInput.safeParse({ search: 'a\0b' }).success).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { formatFilter, isNarrowed, NO_FILTER, parseFilter } from './list-filter.ts';
import { nodeFilterInput } from './list-filter-input.ts';

describe('the filter in the address', () => {
  it('comes back as it was written', () => {
    const filter = parseFilter({
      q: ' bus 10 ',
      state: 'offline,online',
      config: 'drift',
      rtt: '<100,>20.5',
      sort: '-rtt',
    });
    expect(filter).toEqual({
      ...NO_FILTER,
      search: 'bus 10',
      states: ['online', 'offline'],
      configs: ['drift'],
      rttAbove: 20.5,
      rttBelow: 100,
      sort: '-rtt',
    });
    expect(parseFilter(Object.fromEntries(new URLSearchParams(formatFilter(filter))))).toEqual(filter);
  });

  it('is empty for the whole list', () => {
    expect(formatFilter(parseFilter({}))).toBe('');
    expect(isNarrowed(parseFilter({ sort: 'seen' }))).toBe(false);
    expect(isNarrowed(parseFilter({ rtt: '>0' }))).toBe(true);
  });

  it('leaves out what it does not know', () => {
    expect(
      parseFilter({ state: "online,';DROP TABLE nodes", sort: 'id', config: ['failed', 'drift'] }),
    ).toEqual({ ...NO_FILTER, states: ['online'], configs: ['failed'] });
  });

  it.each(['100', '>', '>-1', '>1e3', '>900000', '<20,>100', '>1;', '≥5'])(
    'knows no round trip in %s',
    (rtt) => {
      expect(parseFilter({ rtt })).toEqual(NO_FILTER);
    },
  );

  it('lets no control character through to the database', () => {
    expect(parseFilter({ q: 'a\0b' }).search).toBe('ab');
    expect(nodeFilterInput.safeParse({ search: 'a\0b' }).success).toBe(false);
  });
});

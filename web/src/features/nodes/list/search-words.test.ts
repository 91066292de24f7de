import { describe, expect, it } from 'vitest';
import { NO_FILTER } from './list-filter.ts';
import { takeSearchWords } from './search-words.ts';

const take = (text: string, finished = true) => takeSearchWords(text, NO_FILTER, finished);

describe('the search box', () => {
  it('takes key:value words into the filter and searches for the others', () => {
    const { filter, rest, problem } = take(
      'state:stale,Offline bus-10 config:rolled-back route:relayed os:linux',
    );
    expect(filter).toEqual({
      ...NO_FILTER,
      search: 'bus-10',
      states: ['stale', 'offline'],
      configs: ['rolledBack'],
      routes: ['relayed'],
      platforms: ['linux'],
    });
    expect(rest).toBe('bus-10');
    expect(problem).toBeUndefined();
  });

  it('takes bounds of the round trip, and says how they are written', () => {
    expect(take('bus rtt:>100').filter).toMatchObject({ search: 'bus', rttAbove: 100, rttBelow: null });
    expect(take('rtt:slow')).toMatchObject({
      rest: 'rtt:slow',
      problem: '"slow" is no round trip. Try rtt:>100 or rtt:>20,<100, in milliseconds.',
    });
  });

  it('adds to what is chosen already', () => {
    const { filter } = takeSearchWords('state:stale ', { ...NO_FILTER, states: ['online'] }, false);
    expect(filter.states).toEqual(['online', 'stale']);
  });

  it('leaves the word alone that is still being typed, and does not search for half of it', () => {
    expect(take('bus state:on', false)).toEqual({
      filter: { ...NO_FILTER, search: 'bus' },
      rest: 'bus state:on',
      problem: undefined,
    });
  });

  it('says which values there are when it does not know one', () => {
    const { filter, rest, problem } = take('route:through-the-wall');
    expect(filter).toEqual(NO_FILTER);
    expect(rest).toBe('route:through-the-wall');
    expect(problem).toBe(
      'There is no route called "through-the-wall". Try direct, punched, relayed or none.',
    );
  });

  it('searches for a colon that is no key: an IPv6 address', () => {
    expect(take('fd00:6e74::1').filter.search).toBe('fd00:6e74::1');
  });
});

import { describe, expect, it } from 'vitest';
import { mayReadMetrics } from './scraper-token.ts';

const TOKEN = 'a-token-of-forty-three-characters-aaaaaaaaa';

describe('metrics', () => {
  it('are for whoever brings the token', () => {
    expect(mayReadMetrics(TOKEN, `Bearer ${TOKEN}`)).toBe(true);
    expect(mayReadMetrics(TOKEN, `bearer ${TOKEN}`)).toBe(true);
  });

  it.each([
    undefined,
    null,
    '',
    'Bearer',
    'Bearer ',
    TOKEN,
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN} ${TOKEN}`,
    `Bearer ${TOKEN}\n`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer ${'x'.repeat(100_000)}`,
    `Bearer ${TOKEN}, Bearer x`,
  ])('are refused to %j', (header) => {
    expect(mayReadMetrics(TOKEN, header)).toBe(false);
  });

  it('are for nobody where the token is empty', () => {
    for (const header of ['Bearer ', 'Bearer', undefined, 'Bearer x'])
      expect(mayReadMetrics('', header)).toBe(false);
  });
});

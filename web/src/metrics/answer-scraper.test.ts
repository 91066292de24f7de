import { Counter, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { answerScraper } from './answer-scraper.ts';

const TOKEN = 'token-of-this-test-not-used-elsewhere';
const registry = new Registry();
new Counter({ name: 'told_total', help: 'x', registers: [registry] }).inc(3);

const answer = (change: Partial<Parameters<typeof answerScraper>[0]>) =>
  answerScraper({ authorization: `Bearer ${TOKEN}`, token: TOKEN, registry, onFailed: () => {}, ...change });

describe('the console', () => {
  it('tells its metrics to whoever brings the token', async () => {
    const told = await answer({});
    expect([told.status, told.headers.get('content-type')]).toEqual([200, registry.contentType]);
    expect(await told.text()).toContain('told_total 3');
  });

  it.each([
    ['brings none', { authorization: null }],
    ['brings another', { authorization: 'Bearer another' }],
    ['asks where nobody may', { token: undefined }],
    ['brings nothing where nobody may', { token: undefined, authorization: 'Bearer ' }],
  ])('refuses whoever %s, without a word', async (_, change) => {
    const refused = await answer(change);
    expect([refused.status, await refused.text()]).toEqual([401, '']);
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  it('says that they cannot be read, and nothing of why', async () => {
    const broken = new Registry();
    new Counter({
      name: 'x_total',
      help: 'x',
      registers: [broken],
      collect: () => {
        throw new Error('planted detail');
      },
    });
    const told: string[] = [];
    const failed = await answer({ registry: broken, onFailed: ({ message }) => told.push(message) });
    expect([failed.status, await failed.text(), told]).toEqual([503, '', ['planted detail']]);
  });
});

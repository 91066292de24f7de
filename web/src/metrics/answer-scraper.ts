import type { Registry } from 'prom-client';
import { mayReadMetrics } from './scraper-token.ts';

/** What an answer depends on. */
export interface Scrape {
  readonly authorization: string | null;
  /** Undefined where nobody may read metrics. */
  readonly token: string | undefined;
  readonly registry: Registry;
  onFailed(error: Error): void;
}

/** The metrics for whoever brings the token; 401 for others, without a word of what there is. 503 where they cannot be read. */
export async function answerScraper(scrape: Scrape): Promise<Response> {
  const { authorization, token, registry, onFailed } = scrape;
  const headers = { 'cache-control': 'no-store' };
  if (token === undefined || !mayReadMetrics(token, authorization))
    return new Response(null, { status: 401, headers: { ...headers, 'www-authenticate': 'Bearer' } });
  try {
    const text = await registry.metrics();
    return new Response(text, { headers: { ...headers, 'content-type': registry.contentType } });
  } catch (error) {
    onFailed(error as Error);
    return new Response(null, { status: 503, headers });
  }
}

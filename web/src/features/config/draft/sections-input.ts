import { z } from 'zod';

const text = z.string().max(400);
const list = z.array(text).max(32);

/**
 * The shape of sections that a page sends, with bounds only: what is wrong with a value is told by
 * `sectionIssues`, so that the page can say it beside the value.
 */
export const sectionsInput = z.strictObject({
  dc: z.array(z.strictObject({ endpoints: list, publicKey: text })).max(32),
  rs: z.array(z.strictObject({ endpoints: list, region: text, priority: z.number() })).max(32),
  addresses: z.strictObject({ prefixes: list }),
  dns: z.strictObject({ searchDomain: text, upstream: list }),
  telemetry: z.strictObject({ intervalSeconds: z.number() }),
});

/** SHA-256 in hexadecimal of the draft that a page has seen; null when there was none. */
export const seenHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();

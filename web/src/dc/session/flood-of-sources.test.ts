import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { FloodOutcome } from '../testing/flood-of-sources.ts';

const PROGRAM = fileURLToPath(new URL('../testing/flood-of-sources.ts', import.meta.url));
const LOADER = import.meta.resolve('tsx');
const SOURCES = 1_000_000;
/** Enough for a table to be seen. */
const SOURCES_OF_TABLE = 250_000;
const MOST_MIB = 16;

function flooded(kind: 'coordinator' | 'table', sources: number): FloodOutcome {
  const words = ['--expose-gc', '--import', LOADER, PROGRAM, kind, String(sources)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

test('messages 1 of a million made-up sources leave no row, no session and no memory of a source', {
  timeout: 600_000,
}, () => {
  const { grownMib, isSame, stored, counters } = flooded('coordinator', SOURCES);
  console.info(`messages 1 of ${SOURCES} sources: memory grew by ${grownMib.toFixed(2)} MiB`);
  expect(grownMib).toBeLessThan(MOST_MIB);
  expect(isSame).toBe(true);
  // It asks who a key belongs to, and writes nothing.
  expect(stored).toEqual(['loadNode']);
  const {
    cookieRepliesSent = 0,
    droppedOverLimit = 0,
    droppedBadHandshake = 0,
    droppedUnknownKey = 0,
  } = counters;
  expect(cookieRepliesSent + droppedOverLimit).toBeGreaterThan(SOURCES * 0.99);
  expect(
    Math.min(cookieRepliesSent, droppedOverLimit, droppedBadHandshake, droppedUnknownKey),
  ).toBeGreaterThan(100);
});

test('the same measure tells of a table with an entry for each source, so that it would tell of one there', {
  timeout: 600_000,
}, () => {
  const { grownMib, entries } = flooded('table', SOURCES_OF_TABLE);
  expect(entries).toBe(SOURCES_OF_TABLE);
  expect(grownMib).toBeGreaterThan(MOST_MIB);
});

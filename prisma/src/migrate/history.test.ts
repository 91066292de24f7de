import { expect, test } from 'vitest';
import { type HistoryRow, MigrationRefusedError, pendingMigrations } from './history.ts';

const file = (name: string, checksum = 'a') => ({ name, sql: '', checksum });
const row = (name: string, changes: Partial<HistoryRow> = {}): HistoryRow => ({
  name,
  checksum: 'a',
  finished: true,
  rolledBack: false,
  ...changes,
});

test('an empty history takes every migration in order', () => {
  expect(pendingMigrations([file('1'), file('2')], []).map((m) => m.name)).toEqual(['1', '2']);
});

test('what is applied is not applied again', () => {
  expect(pendingMigrations([file('1'), file('2')], [row('1')]).map((m) => m.name)).toEqual(['2']);
});

test('a migration that was rolled back is applied again', () => {
  const rows = [row('1', { finished: false, rolledBack: true })];
  expect(pendingMigrations([file('1')], rows).map((m) => m.name)).toEqual(['1']);
});

test.each([
  ['edited afterwards', [file('1', 'b')], [row('1')], /edited/],
  ['unfinished', [file('1')], [row('1', { finished: false })], /did not finish/],
  ['of a newer version', [file('1')], [row('1'), row('2')], /newer version/],
  ['older than one applied', [file('1'), file('2')], [row('2')], /before 2/],
])('a migration %s is refused', (_, files, rows, message) => {
  expect(() => pendingMigrations(files, rows)).toThrow(MigrationRefusedError);
  expect(() => pendingMigrations(files, rows)).toThrow(message);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from './database.mjs';

for (const [url, where] of [
  ['postgresql://ntm:planted-secret@db.example:6543/ntm', 'db.example:6543/ntm'],
  ['postgresql://ntm:planted-secret@[::1]/ntm', '[::1]/ntm'],
  ['postgresql://ntm:planted-secret@db.example/ntm?port=6543', 'db.example:6543/ntm'],
  [
    'postgresql://ntm:planted-secret@localhost/ntm?host=/var/run/postgresql',
    'database ntm, socket in /var/run/postgresql',
  ],
  ['postgresql://ntm:planted-secret@%2Ftmp/ntm', 'database ntm, socket in /tmp'],
  ['postgresql://ntm:planted-secret@/ntm?host=/tmp', 'database ntm, socket in /tmp'],
]) {
  test(`a database at ${where} is told without user and password`, async () => {
    const database = await openDatabase({ databaseUrl: url, dataDirectory: '/there' });
    assert.equal(database.where, where);
    assert.equal(database.url, url);
  });
}

/** Migrates the database of `DATABASE_URL`; run by the start script. */
import { applyMigrations } from './apply.ts';

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('Set DATABASE_URL to the database that is to be migrated.');
try {
  const applied = await applyMigrations(url);
  console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

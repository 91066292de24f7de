import { defineConfig } from 'prisma/config';

/** Commands that read the schema only. The tool wants its schema engine before any command, these never run it. */
const ENGINELESS_COMMANDS = new Set(['generate', 'validate', 'format']);

if (process.argv.some((argument) => ENGINELESS_COMMANDS.has(argument))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: 'schema',
  migrations: { path: 'migrations' },
  ...(process.env.DATABASE_URL === undefined ? {} : { datasource: { url: process.env.DATABASE_URL } }),
});

export { type DatabaseDump, dumpDatabase } from './database-dump.ts';
export { emptyAudit } from './empty-audit.ts';
export {
  startTemporaryDatabase,
  type TemporaryDatabase,
  type TemporaryDatabaseOptions,
} from './temporary-database.ts';

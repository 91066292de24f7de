/**
 * Entry point of the coordinator's process. One JSON line an event, without secrets. Exit code 0: it was asked to stop
 * (SIGTERM, SIGINT) and did; 1: it could not start, broke, or did not end in time, and its last line says why.
 */
import { isDatabaseAway } from '@ntmobile/prisma';
import { KeyFileError } from '../keys/key-files.ts';
import { createLog } from '../log.ts';
import { startCoordinator } from './coordinator.ts';
import { readEnvironment, unknownVariables } from './environment.ts';
import { ExpectedError } from './expected-error.ts';

const STOP_WITHIN_MS = 5_000;

const log = createLog('coordinator');

const DATABASE_AWAY =
  'The database does not answer. See whether PostgreSQL runs and whether DATABASE_URL leads to it, then start the ' +
  'coordinator again.';

function fail(thrown: unknown): never {
  const error = isDatabaseAway(thrown) ? new ExpectedError(DATABASE_AWAY, { cause: thrown }) : thrown;
  const { message, name, stack, code } = error as Error & { code?: string };
  const expected = error instanceof ExpectedError || error instanceof KeyFileError;
  const where = expected ? causeOf(error) : { code, stack };
  log.fatal({ error: name, ...where }, message || code || 'The coordinator broke.');
  process.exit(1);
}

/** The sentence says what to do; what the database or the system said stands beside it. */
function causeOf({ cause }: Error): { cause?: { code: string | undefined; message: string } } {
  if (!(cause instanceof Error)) return {};
  return { cause: { code: (cause as { code?: string }).code, message: cause.message } };
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const askedToStop = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(
        () => fail(new ExpectedError('The servers did not end in time and were left.')),
        STOP_WITHIN_MS,
      ).unref();
      resolve();
    });
  }
});

try {
  const environment = readEnvironment(process.env);
  log.level = environment.logLevel;
  const unknown = unknownVariables(process.env);
  if (unknown.length > 0) log.warn({ unknown }, 'these variables mean nothing here; they may be misspelt');
  const starting = startCoordinator(environment, log);
  // What a start does to the database is done whole or not at all, so that it may be left.
  const coordinator = await Promise.race([starting, askedToStop]);
  if (coordinator !== undefined) {
    log.info({ signallingPort: coordinator.signallingPort }, 'coordinator ready');
    await askedToStop;
    await coordinator.stop();
  }
  log.info('coordinator stopped');
  process.exit(0);
} catch (error) {
  fail(error);
}

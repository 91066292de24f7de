import type { LoggerInstance } from 'next-auth';
import { log } from '../log.ts';

/**
 * What next-auth reports, in our log. Only its code and the words of the error: errors of a provider's answers carry
 * the answers, and with them tokens.
 */
export const nextAuthLog: LoggerInstance = {
  error: (code, metadata) => log.warn({ code, reason: wordsOf(metadata) }, 'sign-in failed'),
  warn: (code) => log.warn({ code }, 'sign-in'),
  debug: () => {},
};

function wordsOf(metadata: unknown): string {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown }).error;
  return error instanceof Error ? error.message : 'no words';
}

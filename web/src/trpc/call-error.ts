import { TRPCClientError } from '@trpc/client';

/** What a failed call says to a person. */
export interface FailureWords {
  readonly message: string;
  readonly requestId: string | undefined;
  /** Per field of the input, what is wrong with it. */
  readonly fields: Record<string, string[] | undefined>;
}

/** Whether a call was refused for what is there already. */
export function isConflict(error: unknown): boolean {
  return error instanceof TRPCClientError && (error.data as { code?: string } | null)?.code === 'CONFLICT';
}

/** The words of an error that a procedure or the way to it produced. */
export function failureWords(error: unknown): FailureWords {
  if (error instanceof TRPCClientError && error.data) {
    const data = error.data as { requestId?: string; fields?: Record<string, string[]> };
    const hasFields = data.fields !== undefined && Object.keys(data.fields).length > 0;
    const message = hasFields ? 'Some values cannot be used.' : error.message;
    return { message, requestId: data.requestId, fields: data.fields ?? {} };
  }
  return { message: wayWords(error), requestId: undefined, fields: {} };
}

/** Of a call that reached no procedure. */
function wayWords(error: unknown): string {
  const response = error instanceof TRPCClientError ? error.meta?.response : undefined;
  const isTurnedAway = response instanceof Response && response.status === 429;
  return isTurnedAway
    ? 'Too many requests came from your address. Try again in a moment.'
    : 'The console did not answer. Try again.';
}

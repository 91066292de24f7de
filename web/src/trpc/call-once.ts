/** Why a procedure did not do what was asked. */
export interface CallError {
  readonly message: string;
  readonly code: string;
  readonly requestId?: string;
  readonly fields?: Record<string, string[]>;
}

/** Calls a mutation from a page that needs no query client: sign-in and first run stay light. */
export async function callOnce(
  path: string,
  input?: unknown,
): Promise<{ error: CallError | undefined; data?: unknown }> {
  try {
    const answer = await fetch(`/api/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    // What was turned away before any procedure ran is told in plain words.
    if (answer.headers.get('content-type')?.startsWith('text/plain') === true)
      return { error: { message: (await answer.text()).trim(), code: String(answer.status) } };
    const body = (await answer.json()) as {
      result?: { data: unknown };
      error?: { message: string; data: Omit<CallError, 'message'> };
    };
    const { error } = body;
    return { error: error && { message: error.message, ...error.data }, data: body.result?.data };
  } catch {
    return { error: { message: 'The console did not answer. Try again.', code: 'NO_ANSWER' } };
  }
}

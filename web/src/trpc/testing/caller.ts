import type { PrismaClient } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import type { CurrentUser } from '../../auth/session-repository.ts';
import type { RequestContext } from '../context.ts';
import { createCallerFactory } from '../init.ts';
import { rootRouter } from '../root-router.ts';

export { person } from './person.ts';

const createCaller = createCallerFactory(rootRouter);

/** What the tests read of a procedure. */
export interface ProcedureFacts {
  readonly inputs: readonly unknown[];
}

/** Every procedure of the router by its path, in the router's order. */
export function procedures(): ReadonlyMap<string, ProcedureFacts> {
  const found = rootRouter._def.procedures as unknown as Record<string, { _def: { inputs: unknown[] } }>;
  return new Map(Object.entries(found).map(([path, { _def }]) => [path, { inputs: _def.inputs }]));
}

/** What a call came to: an answer, or the code of the refusal. A failure that is no refusal is told as it is. */
export type Outcome = { readonly answer: unknown } | { readonly refused: string };

/** Calls a procedure by its path, past HTTP and the pages. */
export async function call(
  { address = '192.0.2.1', ...of }: { prisma: PrismaClient; user: CurrentUser | undefined; address?: string },
  path: string,
  input: unknown,
): Promise<Outcome> {
  const context: RequestContext = { ...of, requestId: 'request', address, now: new Date() };
  const procedure = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], createCaller(context)) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    return { answer: await procedure(input) };
  } catch (error) {
    return { refused: codeOf(error) };
  }
}

/** The code of a refusal; of a failure that is none, what was thrown. */
export function codeOf(error: unknown): string {
  return error instanceof TRPCError ? error.code : `thrown: ${String(error)}`;
}

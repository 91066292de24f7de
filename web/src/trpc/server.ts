import 'server-only';
import { TRPCError } from '@trpc/server';
import { redirect } from 'next/navigation';
import { GateError } from './gate.ts';
import { createCallerFactory } from './init.ts';
import { requestContext } from './request-context.ts';
import { rootRouter } from './root-router.ts';

const createCaller = createCallerFactory(rootRouter);

/** Calls procedures from a server component, under the same rules as from the browser. */
export async function api(): Promise<ReturnType<typeof createCaller>> {
  return createCaller(await requestContext());
}

/** The answer of a procedure for a page: a stranger is sent to sign in, and who owes a second factor to add it. */
export async function forPage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'UNAUTHORIZED') redirect('/login');
    if (error instanceof GateError && error.gate === 'secondFactor') redirect('/second-factor');
    throw error;
  }
}

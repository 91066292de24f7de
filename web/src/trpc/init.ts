import { isDatabaseAway, type UserRole } from '@ntmobile/prisma';
import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError, z } from 'zod';
import { QueueFullError } from '../auth/bounded-queue.ts';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import type { RequestContext } from './context.ts';
import { admitCaller, GateError, type ProcedureMeta } from './gate.ts';

const DATABASE_AWAY =
  'The database does not answer. Nodes keep their tunnels. Try again in a moment, but look first whether what you sent is ' +
  'there; if it stays so, see whether PostgreSQL runs.';

// 1. One instance, whose errors carry the request's id and, for bad input, what is wrong with which field.
const trpc = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    isServer: true,
    sse: { ping: { enabled: true, intervalMs: 4_000 }, client: { reconnectAfterInactivityMs: 10_000 } },
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: error.code === 'INTERNAL_SERVER_ERROR' ? failureSentence(error) : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        requestId: ctx?.requestId,
        gate: error instanceof GateError ? error.gate : undefined,
        fields: error.cause instanceof ZodError ? z.flattenError(error.cause).fieldErrors : undefined,
      },
    }),
  });

/** Details of a failure of ours stay in the log, under the request's id. */
function failureSentence(error: TRPCError): string {
  return isDatabaseAway(error) ? DATABASE_AWAY : 'This could not be done.';
}

export const router = trpc.router;
export const middleware = trpc.middleware;
export const createCallerFactory = trpc.createCallerFactory;

// 2. Who may call. Role, proof and second factor come from the database with each request.
const requireRole = (needed: UserRole) =>
  trpc.middleware(({ ctx, meta, next }) =>
    next({ ctx: { ...ctx, user: admitCaller(ctx, needed, meta ?? { access: needed }) } }),
  );

// 3. What became of each call is counted, also of those that are refused. More sign-ins or passwords than are
// looked at are no failure of ours, but a reason to come again.
const countedProcedure = trpc.procedure
  .use(async ({ path, next }) => {
    const result = await next();
    consoleMetrics().procedureCalled(path, result.ok ? 'ok' : result.error.code);
    return result;
  })
  .use(async ({ next }) => {
    const result = await next();
    if (result.ok || !(result.error.cause instanceof QueueFullError)) return result;
    throw new TRPCError({
      code: 'TOO_MANY_REQUESTS',
      message: 'Too many sign-ins and passwords are being looked at. Try again in a moment.',
    });
  });

// 4. The kinds of procedure.
export const publicProcedure = countedProcedure.meta({ access: 'public' });
/** Any person who is signed in. */
export const authedProcedure = countedProcedure.meta({ access: 'viewer' }).use(requireRole('viewer'));
export const operatorProcedure = countedProcedure.meta({ access: 'operator' }).use(requireRole('operator'));
export const adminProcedure = countedProcedure.meta({ access: 'admin' }).use(requireRole('admin'));

// 5. The same for people who proved themselves a moment ago: what a session that was left open must not do.
export const provedProcedure = authedProcedure.meta({ access: 'viewer', proof: 'fresh' });
export const provedOperatorProcedure = operatorProcedure.meta({ access: 'operator', proof: 'fresh' });
export const provedAdminProcedure = adminProcedure.meta({ access: 'admin', proof: 'fresh' });

import type { UserRole } from '@ntmobile/prisma';
import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError, z } from 'zod';
import { roleAllows } from '../auth/role.ts';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import type { RequestContext } from './context.ts';

/** Who may call a procedure; the matrix test reads it. */
export type Access = 'public' | UserRole;

// 1. One instance, whose errors carry the request's id and, for bad input, what is wrong with which field.
const trpc = initTRPC
  .context<RequestContext>()
  .meta<{ access: Access }>()
  .create({
    isServer: true,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      // Details of a failure of ours stay in the log, under the request's id.
      message: error.code === 'INTERNAL_SERVER_ERROR' ? 'This could not be done.' : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        requestId: ctx?.requestId,
        fields: error.cause instanceof ZodError ? z.flattenError(error.cause).fieldErrors : undefined,
      },
    }),
  });

export const router = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

// 2. Who may call. The role comes from the database with each request.
const requireRole = (needed: UserRole) =>
  trpc.middleware(({ ctx, next }) => {
    if (ctx.user === undefined) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
    if (!roleAllows(ctx.user.role, needed)) {
      throw new TRPCError({
        code: 'FORBIDDEN',
        message: `Your role, ${ctx.user.role}, cannot do this. It takes an ${needed}.`,
      });
    }
    return next({ ctx: { ...ctx, user: ctx.user } });
  });

// 3. What became of each call is counted, also of those that are refused.
const countedProcedure = trpc.procedure.use(async ({ path, next }) => {
  const result = await next();
  consoleMetrics().procedureCalled(path, result.ok ? 'ok' : result.error.code);
  return result;
});

// 4. The four kinds of procedure.
export const publicProcedure = countedProcedure.meta({ access: 'public' });
/** Any person who is signed in. */
export const authedProcedure = countedProcedure.meta({ access: 'viewer' }).use(requireRole('viewer'));
export const operatorProcedure = countedProcedure.meta({ access: 'operator' }).use(requireRole('operator'));
export const adminProcedure = countedProcedure.meta({ access: 'admin' }).use(requireRole('admin'));

import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { isJson, isSameOrigin } from '../../../../auth/same-origin.ts';
import { log } from '../../../../log.ts';
import { requestContext } from '../../../../trpc/request-context.ts';
import { rootRouter } from '../../../../trpc/root-router.ts';

/** Most bytes of one call; the largest is a configuration. */
const MAX_BODY_BYTES = 262_144;

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: rootRouter,
    createContext: requestContext,
    onError: ({ error, path, ctx }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return;
      log.error({ err: error.cause ?? error, path, requestId: ctx?.requestId }, 'procedure failed');
    },
  });
}

export const GET = handle;

/** Changes come from our own pages, as JSON. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  if (!isJson(request.headers)) return new Response(null, { status: 415 });
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) {
    return new Response(null, { status: 413 });
  }
  return handle(request);
}

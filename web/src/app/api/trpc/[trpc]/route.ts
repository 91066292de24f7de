import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { isJson, isSameOrigin } from '../../../../auth/same-origin.ts';
import { log } from '../../../../log.ts';
import { boundedBody } from '../../../../trpc/bounded-body.ts';
import { requestContext } from '../../../../trpc/request-context.ts';
import { rootRouter } from '../../../../trpc/root-router.ts';

/** Most calls of one request; our own pages send as many. */
const MAX_BATCH = 8;
/** Most bytes of a request. */
const MAX_BODY_BYTES = 262_144;
/** Most bytes of a call that may name ten thousand nodes, each in 29. */
const MAX_NAMING_BODY_BYTES = 294_912;
const NAMING = ['/api/trpc/config.previewPush', '/api/trpc/config.push'];

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: rootRouter,
    maxBatchSize: MAX_BATCH,
    // A question may be longer than an address.
    allowMethodOverride: true,
    createContext: requestContext,
    onError: ({ error, path, ctx }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return;
      log.error({ err: error.cause ?? error, path, requestId: ctx?.requestId }, 'procedure failed');
    },
  });
}

export const GET = handle;

/** Changes, and long questions, come from our own pages, as JSON. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  if (!isJson(request.headers)) return new Response(null, { status: 415 });
  const isNaming = NAMING.includes(new URL(request.url).pathname);
  const body = await boundedBody(request, isNaming ? MAX_NAMING_BODY_BYTES : MAX_BODY_BYTES);
  if (body === undefined) return new Response(null, { status: 413 });
  return handle(new Request(request.url, { method: 'POST', headers: request.headers, body }));
}

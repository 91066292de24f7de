import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { expect, it } from 'vitest';
import type { RequestContext } from './context.ts';
import { publicProcedure, router } from './init.ts';

async function messageOf(failure: Error): Promise<string> {
  const failing = router({
    ask: publicProcedure.query(() => {
      throw failure;
    }),
  });
  const answer = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request('http://localhost/api/trpc/ask'),
    router: failing,
    createContext: () => ({ requestId: 'r' }) as RequestContext,
  });
  return JSON.stringify(await answer.json());
}

it('a person is told that the database does not answer and what to do, and nothing of other failures', async () => {
  const late = new Error('Query read timeout');
  for (const failure of [late, new Error('Invalid invocation', { cause: late })])
    expect(await messageOf(failure)).toContain(
      'The database does not answer. Nodes keep their tunnels. Try again',
    );
  expect(await messageOf(new Error('column "x" of relation "y"'))).toContain('This could not be done.');
});

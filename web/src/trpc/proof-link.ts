import type { TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { askForProof } from './proof-request.ts';
import type { RootRouter } from './root-router.ts';

/**
 * A call that asks for a fresh proof waits for it and goes on: the page that called keeps what was typed and only sees
 * that it takes longer. Without the proof it fails with the server's words.
 */
export const proofLink: TRPCLink<RootRouter> = () => (request) =>
  observable((observer) => {
    let running: Unsubscribable;
    let isLeft = false;
    const call = (mayAsk: boolean) => {
      running = request.next(request.op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: async (error) => {
          const proved = mayAsk && error.data?.gate === 'proof' && (await askForProof());
          if (isLeft) return;
          if (proved) call(false);
          else observer.error(error);
        },
      });
    };
    call(true);
    return () => {
      isLeft = true;
      running.unsubscribe();
    };
  });

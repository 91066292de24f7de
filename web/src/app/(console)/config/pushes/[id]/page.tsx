import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PushBoard } from '../../../../../features/config/board/push-board.tsx';
import type { Outputs } from '../../../../../trpc/outputs.ts';
import { api, forPage } from '../../../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Push' };

/** What became of one push. */
export default async function PushRoute({ params }: { params: Promise<{ id: string }> }) {
  const board = await boardOrNotFound(Number((await params).id));
  return <PushBoard initial={board} />;
}

async function boardOrNotFound(pushId: number): Promise<Outputs['config']['board']> {
  try {
    return await forPage((await api()).config.board({ pushId }));
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST'))
      notFound();
    throw error;
  }
}

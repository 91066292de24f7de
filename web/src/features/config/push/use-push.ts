'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { IN_BODY, useTRPC } from '../../../trpc/client.tsx';
import type { PushTarget } from './push-target.ts';

/** A push while it is prepared. */
export type PreparedPush = ReturnType<typeof usePush>;

/** Who gets the saved sections, what they would get, and the words that must be typed before it is sent. */
export function usePush(chosenNodes: readonly string[]) {
  const trpc = useTRPC();
  const router = useRouter();
  const [nodeIds, setNodeIds] = useState(chosenNodes);
  const [toAll, setToAll] = useState(chosenNodes.length === 0);
  const [typed, setTyped] = useState('');

  const target: PushTarget = toAll ? { kind: 'all' } : { kind: 'nodes', nodeIds: [...nodeIds] };
  const hasTarget = toAll || nodeIds.length > 0;
  const preview = useQuery({
    ...trpc.config.previewPush.queryOptions({ target }, IN_BODY),
    enabled: hasTarget,
    // A count is confirmed, so it is never an old one.
    gcTime: 0,
    staleTime: 0,
  });
  const push = useMutation(
    trpc.config.push.mutationOptions({
      onSuccess: ({ pushId }) => router.push(`/config/pushes/${pushId}`),
      onError: () => preview.refetch(),
    }),
  );
  const counts = hasTarget ? (preview.data ?? undefined) : undefined;
  const hasRecipients = counts !== undefined && counts.recipients > 0;
  const words = hasRecipients && (toAll || counts.changesDc) ? `push ${counts.recipients}` : undefined;
  const isOpen = hasRecipients && (words === undefined || typed.trim() === words);

  return {
    recipients: { toAll, setToAll, nodeIds, setNodeIds },
    /** What is known of the push to those who are chosen now. */
    preview: {
      counts,
      isNothingSaved: hasTarget && preview.data === null,
      failure: hasTarget && preview.isError ? failureWords(preview.error).message : undefined,
    },
    words,
    typed,
    setTyped,
    isOpen,
    isSending: push.isPending,
    failure: push.error === null ? undefined : failureWords(push.error).message,
    send: () => {
      if (!isOpen || push.isPending) return;
      push.mutate({ target, hash: counts.hash, expectedCount: counts.recipients });
    },
  };
}

'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { showToast } from '../../../ui/toast/toast-list.ts';
import type { AskedAction } from './node-question.tsx';

interface NodeActionsOptions {
  readonly node: Outputs['nodes']['get'];
  readonly onChanged: () => void;
}

/** Does with a node what was chosen, some of it once it was asked about, and tells how that went. */
export function useNodeActions({ node, onChanged }: NodeActionsOptions) {
  const trpc = useTRPC();
  const router = useRouter();
  const [asked, setAsked] = useState<AskedAction>();
  const finish = (title: string) => {
    setAsked(undefined);
    showToast({ kind: 'done', title });
    onChanged();
  };
  const approve = useMutation(
    trpc.nodes.approve.mutationOptions({
      onSuccess: (_, { admit }) => finish(`${node.name} is ${admit ? 'approved' : 'refused'}`),
    }),
  );
  const suspend = useMutation(
    trpc.nodes.suspend.mutationOptions({
      onSuccess: (_, { suspended }) => finish(`${node.name} is ${suspended ? 'suspended' : 'resumed'}`),
    }),
  );
  const remove = useMutation(
    trpc.nodes.delete.mutationOptions({
      onSuccess: () => {
        showToast({
          kind: 'done',
          title: `${node.name} is deleted`,
          text: 'Its addresses are free; its name goes to another device in 24 hours at the earliest.',
        });
        router.replace('/nodes');
      },
    }),
  );
  const mutations = [approve, suspend, remove];
  const failed = mutations.find((mutation) => mutation.error !== null)?.error;
  const { id: nodeId } = node;
  const confirmed: Record<AskedAction, () => void> = {
    suspend: () => suspend.mutate({ nodeId, suspended: true }),
    refuse: () => approve.mutate({ nodeId, admit: false }),
    delete: () => remove.mutate({ nodeId }),
  };
  return {
    busy: mutations.some((mutation) => mutation.isPending),
    error: failed ? failureWords(failed).message : undefined,
    approve: () => approve.mutate({ nodeId, admit: true }),
    resume: () => suspend.mutate({ nodeId, suspended: false }),
    /** What is asked about now. */
    asked,
    ask: (what: AskedAction) => {
      for (const mutation of mutations) mutation.reset();
      setAsked(what);
    },
    goBack: () => setAsked(undefined),
    confirmed,
  };
}

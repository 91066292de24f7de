'use client';

import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { FieldError } from '../../../ui/field.tsx';
import { MoreMenu } from '../../../ui/more-menu.tsx';
import { showToast } from '../../../ui/toast/toast-list.ts';
import { type AskedAction, NodeQuestion } from './node-question.tsx';

interface NodeActionsProps {
  node: Outputs['nodes']['get'];
  mayDelete: boolean;
  onChanged: () => void;
}

/** What an operator can do with a node in its present state. */
export function NodeActions({ node, mayDelete, onChanged }: NodeActionsProps) {
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
  const error = failed ? failureWords(failed).message : undefined;
  const busy = mutations.some((mutation) => mutation.isPending);
  const ask = (what: typeof asked) => {
    for (const mutation of mutations) mutation.reset();
    setAsked(what);
  };
  const { id: nodeId } = node;
  const confirmed: Record<AskedAction, () => void> = {
    suspend: () => suspend.mutate({ nodeId, suspended: true }),
    refuse: () => approve.mutate({ nodeId, admit: false }),
    delete: () => remove.mutate({ nodeId }),
  };
  const canSuspend = node.approval !== 'pending' && !node.suspended;

  return (
    <div className="flex flex-wrap items-center gap-2">
      {asked === undefined && error !== undefined && <FieldError text={error} />}
      {node.approval === 'pending' ? (
        <>
          <BusyButton
            type="button"
            className="button button-primary"
            busy={busy}
            onClick={() => approve.mutate({ nodeId, admit: true })}
          >
            Approve
          </BusyButton>
          <button type="button" className="button button-danger" onClick={() => ask('refuse')}>
            Refuse
          </button>
        </>
      ) : (
        <>
          <Link href={`/config?push=${nodeId}`} className="button">
            Push configuration
          </Link>
          {node.suspended && (
            <BusyButton
              type="button"
              className="button"
              busy={busy}
              onClick={() => suspend.mutate({ nodeId, suspended: false })}
            >
              Resume
            </BusyButton>
          )}
        </>
      )}
      {(canSuspend || mayDelete) && (
        <MoreMenu>
          {canSuspend && (
            <button type="button" onClick={() => ask('suspend')}>
              Suspend
            </button>
          )}
          {mayDelete && (
            <button type="button" className="text-broken" onClick={() => ask('delete')}>
              Delete
            </button>
          )}
        </MoreMenu>
      )}
      {asked !== undefined && (
        <NodeQuestion
          key={asked}
          {...{ asked, node, busy, error }}
          onConfirm={confirmed[asked]}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

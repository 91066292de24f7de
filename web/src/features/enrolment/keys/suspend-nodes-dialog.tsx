'use client';

import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { counted } from '../../../ui/counted.ts';
import { showToast } from '../../../ui/toast/toast-list.ts';
import type { ListedKey } from './key-row.tsx';

interface SuspendNodesDialogProps {
  enrolmentKey: ListedKey;
  onSuspended: () => void;
  onClose: () => void;
}

/** Asks before the nodes of a key that is revoked are suspended: only later did it turn out that it had leaked. */
export function SuspendNodesDialog({ enrolmentKey, onSuspended, onClose }: SuspendNodesDialogProps) {
  const trpc = useTRPC();
  const { id, label, activeNodes } = enrolmentKey;
  const suspend = useMutation(
    trpc.enrolment.suspendKeyNodes.mutationOptions({
      onSuccess: ({ suspended }) => {
        showToast({ kind: 'done', title: `${counted(suspended, 'node')} of ${label} suspended` });
        onClose();
        onSuspended();
      },
    }),
  );
  const nodes = counted(activeNodes, 'node');
  const isOne = activeNodes === 1;
  return (
    <ConfirmDialog
      title={`Suspend the nodes of ${label}`}
      action={`Suspend ${nodes}`}
      busy={suspend.isPending}
      error={suspend.error === null ? undefined : failureWords(suspend.error).message}
      onConfirm={() => suspend.mutate({ id })}
      onClose={onClose}
    >
      <p>
        Nobody is directed to the {nodes} that came in by it and {isOne ? 'it' : 'they'} to nobody, until{' '}
        {isOne ? 'it is resumed, on its page' : 'they are resumed one by one, on their pages'}.
      </p>
    </ConfirmDialog>
  );
}

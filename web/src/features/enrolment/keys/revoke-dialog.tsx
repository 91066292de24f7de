'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { counted } from '../../../ui/counted.ts';
import { showToast } from '../../../ui/toast/toast-list.ts';

interface RevokeDialogProps {
  enrolmentKey: Outputs['enrolment']['listKeys']['keys'][number];
  onRevoked: () => void;
  onClose: () => void;
}

/** Asks before a key ends, and whether the nodes that came in by it are suspended with it: the key may have leaked. */
export function RevokeDialog({ enrolmentKey, onRevoked, onClose }: RevokeDialogProps) {
  const trpc = useTRPC();
  const { id, label, activeNodes, demo } = enrolmentKey;
  const [suspendNodes, setSuspendNodes] = useState(false);
  const revoke = useMutation(
    trpc.enrolment.revokeKey.mutationOptions({
      onSuccess: ({ suspended }) => {
        if (suspended > 0)
          showToast({
            kind: 'done',
            title: `${label} is revoked`,
            text: `${counted(suspended, 'node')} suspended`,
          });
        onClose();
        onRevoked();
      },
    }),
  );
  const nodes = counted(activeNodes, 'node');
  return (
    <ConfirmDialog
      title={`Revoke ${label}`}
      action={suspendNodes && activeNodes > 0 ? `Revoke and suspend ${nodes}` : 'Revoke'}
      busy={revoke.isPending}
      error={revoke.error === null ? undefined : failureWords(revoke.error).message}
      onConfirm={() => revoke.mutate({ id, suspendNodes })}
      onClose={onClose}
    >
      <p>
        No node can enrol with it any more.
        {activeNodes > 0 &&
          !suspendNodes &&
          ` The ${nodes} that came in by it stay${activeNodes === 1 ? 's' : ''}.`}
        {demo && ' The next start makes another one for the demonstration, unless NTM_DEMO=0 leaves it out.'}
      </p>
      {activeNodes > 0 && (
        <label className="choice mt-3">
          <input
            type="checkbox"
            checked={suspendNodes}
            onChange={(event) => setSuspendNodes(event.target.checked)}
          />
          <span>
            <span className="block">Suspend the {nodes} that came in by it</span>
            <span className="text-sm text-ink-2">They can be resumed one by one, on their pages</span>
          </span>
        </label>
      )}
    </ConfirmDialog>
  );
}

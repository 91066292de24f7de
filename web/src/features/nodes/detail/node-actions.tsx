'use client';

import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { FieldError } from '../../../ui/field.tsx';
import { MoreMenu } from '../../../ui/more-menu.tsx';
import { NodeQuestion } from './node-question.tsx';
import { useNodeActions } from './use-node-actions.ts';

interface NodeActionsProps {
  node: Outputs['nodes']['get'];
  mayDelete: boolean;
  onChanged: () => void;
}

/** What an operator can do with a node in its present state. */
export function NodeActions({ node, mayDelete, onChanged }: NodeActionsProps) {
  const actions = useNodeActions({ node, onChanged });
  const { asked, busy, error } = actions;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {asked === undefined && error !== undefined && <FieldError text={error} />}
      {node.approval === 'pending' ? (
        <Admission busy={busy} onApprove={actions.approve} onRefuse={() => actions.ask('refuse')} />
      ) : (
        <>
          <Link href={`/config?push=${node.id}`} className="button">
            Push configuration
          </Link>
          {node.suspended && (
            <BusyButton type="button" className="button" busy={busy} onClick={actions.resume}>
              Resume
            </BusyButton>
          )}
        </>
      )}
      <RareActions
        maySuspend={node.approval !== 'pending' && !node.suspended}
        mayDelete={mayDelete}
        onAsk={actions.ask}
      />
      {asked !== undefined && (
        <NodeQuestion
          key={asked}
          {...{ asked, node, busy, error }}
          onConfirm={actions.confirmed[asked]}
          onClose={actions.goBack}
        />
      )}
    </div>
  );
}

interface AdmissionProps {
  busy: boolean;
  onApprove: () => void;
  onRefuse: () => void;
}

/** What a node that waits for approval waits for. */
function Admission({ busy, onApprove, onRefuse }: AdmissionProps) {
  return (
    <>
      <BusyButton type="button" className="button button-primary" busy={busy} onClick={onApprove}>
        Approve
      </BusyButton>
      <button type="button" className="button button-danger" onClick={onRefuse}>
        Refuse
      </button>
    </>
  );
}

interface RareActionsProps {
  maySuspend: boolean;
  mayDelete: boolean;
  onAsk: (what: 'suspend' | 'delete') => void;
}

/** What is seldom done with a node, behind the menu. */
function RareActions({ maySuspend, mayDelete, onAsk }: RareActionsProps) {
  if (!maySuspend && !mayDelete) return null;
  return (
    <MoreMenu>
      {maySuspend && (
        <button type="button" onClick={() => onAsk('suspend')}>
          Suspend
        </button>
      )}
      {mayDelete && (
        <button type="button" className="text-broken" onClick={() => onAsk('delete')}>
          Delete
        </button>
      )}
    </MoreMenu>
  );
}

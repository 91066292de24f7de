import { useId } from 'react';
import { counted } from '../../../ui/counted.ts';
import type { ListedKey } from './key-row.tsx';

interface SuspendNodesButtonProps {
  /** One that is revoked. */
  enrolmentKey: ListedKey;
  onAsk: () => void;
}

/** Begins to suspend the nodes of a key that was revoked without them; says why where there are none. */
export function SuspendNodesButton({ enrolmentKey, onAsk }: SuspendNodesButtonProps) {
  const id = useId();
  const { label, activeNodes, useCount } = enrolmentKey;
  const [number, noun] = counted(activeNodes, 'node').split(' ');
  const none =
    useCount === 0 ? 'No node came in by it' : 'Its nodes are suspended, deleted or of another key';
  const reason = activeNodes === 0 ? none : undefined;
  return (
    <>
      <button
        type="button"
        className="button button-danger button-small"
        aria-disabled={reason !== undefined}
        aria-describedby={reason === undefined ? undefined : id}
        title={reason}
        onClick={() => reason === undefined && onAsk()}
      >
        Suspend {number}
        <span className="max-md:sr-only"> {noun}</span>
        <span className="sr-only"> of {label}</span>
      </button>
      {reason !== undefined && (
        <span id={id} className="sr-only">
          {reason}
        </span>
      )}
    </>
  );
}

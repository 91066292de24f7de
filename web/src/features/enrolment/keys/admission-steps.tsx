import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import { Mark, Tick } from '../../../ui/shapes/marks.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';

/** States of a node that was never heard of. */
const UNHEARD: ReadonlySet<NodeState> = new Set(['pending', 'never']);

interface AdmissionStepsProps {
  /** Undefined: nobody came yet. */
  node: { readonly state: NodeState; readonly config: ConfigSyncState } | undefined;
}

/** How far a new node has come: each step with a tick, or a ring while it waits. */
export function AdmissionSteps({ node }: AdmissionStepsProps) {
  const isHeard = node !== undefined && !UNHEARD.has(node.state);
  const steps = [
    { isDone: node !== undefined, text: node === undefined ? 'The node enrols' : 'Enrolled' },
    ...(node?.state === 'pending' ? [{ isDone: false, text: 'Waits for your approval' }] : []),
    { isDone: isHeard, text: isHeard ? 'Connected' : 'First contact, usually within 5 s' },
    {
      isDone: node?.config === 'inSync',
      text: node?.config === 'inSync' ? 'First configuration applied' : 'First configuration',
    },
  ];
  return (
    <div className="mt-2 flex flex-col gap-1.5 text-sm">
      {steps.map(({ isDone, text }) => (
        <p key={text} className={`flex items-center gap-2 ${isDone ? 'text-ink-2' : 'text-ink-3'}`}>
          {isDone ? <Tick className="text-as-intended" /> : <Ring />}
          {text}
        </p>
      ))}
    </div>
  );
}

function Ring() {
  return (
    <Mark>
      <circle cx="6" cy="6" r="4" strokeWidth="1.2" />
    </Mark>
  );
}

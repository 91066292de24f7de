import { ChosenNodes } from './chosen-nodes.tsx';
import type { PreparedPush } from './use-push.ts';

/** Who gets the push: the whole fleet, or nodes that are chosen one by one. */
export function PushRecipients({ toAll, setToAll, nodeIds, setNodeIds }: PreparedPush['recipients']) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-lg font-medium">Who</legend>
      <label className="choice">
        <input type="radio" name="who" checked={toAll} onChange={() => setToAll(true)} />
        Every node
      </label>
      <label className="choice">
        <input type="radio" name="who" checked={!toAll} onChange={() => setToAll(false)} />
        Some nodes
      </label>
      {!toAll && <ChosenNodes nodeIds={nodeIds} onChange={setNodeIds} />}
    </fieldset>
  );
}

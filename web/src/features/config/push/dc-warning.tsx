import { Warning } from '../../../ui/shapes/marks.tsx';

/** What a change of the coordinators' addresses means for the nodes. */
export function DcWarning() {
  return (
    <div className="rounded-3 border border-look-line bg-look-tint p-3.5 text-look">
      <p className="flex items-center gap-2 font-medium">
        <Warning /> This changes DC addresses
      </p>
      <p className="mt-1">
        Each node probes the new coordinators for 30 s and goes back to the old ones by itself if none
        answers.
      </p>
    </div>
  );
}

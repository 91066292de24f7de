'use client';

import { lazy, Suspense } from 'react';
import type { useOpenNode } from './use-open-node.ts';

// What most visits never show is loaded where it is shown.
const NodePanel = lazy(() => import('../detail/node-panel.tsx'));

interface NodeBesideProps {
  at: Pick<ReturnType<typeof useOpenNode>, 'openId' | 'pageOf' | 'open' | 'close'>;
  /** Its name as far as the list knows it, until it was read itself. */
  name: string | undefined;
  paused: boolean;
  mayChange: boolean;
  mayDelete: boolean;
}

/** The node that is open beside the list, if one is. */
export function NodeBeside({ at, ...shown }: NodeBesideProps) {
  const { openId, pageOf, open, close } = at;
  return (
    <Suspense fallback={<aside className="node-panel" aria-label="Node" />}>
      {openId !== undefined && (
        <NodePanel
          key={openId}
          nodeId={openId}
          href={pageOf(openId)}
          {...shown}
          onOpen={() => open(openId)}
          onClose={close}
        />
      )}
    </Suspense>
  );
}

'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import { StaleNotice } from '../live/stale-notice.tsx';
import { RangeControl } from '../traffic/range-control.tsx';
import { NodeDetail } from './node-detail.tsx';
import { NodeSkeleton } from './node-skeleton.tsx';
import { useNode } from './use-node.ts';

interface NodePanelProps {
  nodeId: string;
  /** As far as the list knows it. */
  name: string | undefined;
  /** The address of the node's own page. */
  href: string;
  paused: boolean;
  mayChange: boolean;
  mayDelete: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** A node beside the list: the same as its page, which Enter makes it. */
export default function NodePanel(props: NodePanelProps) {
  const { nodeId, href, paused, onOpen, onClose } = props;
  const panel = useRef<HTMLElement>(null);
  const { query, traffic, live, refusal, read } = useNode({ nodeId, paused });
  const node = query.data;
  // Before a key can come: the panel of the node before had the focus, and is gone.
  useLayoutEffect(() => panel.current?.focus({ preventScroll: true }), []);

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented) return;
    if (event.key === 'Enter' && event.target === panel.current) onOpen();
  }

  return (
    <aside
      ref={panel}
      className="node-panel"
      tabIndex={-1}
      aria-label={`Node ${node?.name ?? props.name ?? ''}`}
      onKeyDown={press}
    >
      <div className="node-panel-head">
        {node !== undefined && <NodeShape state={node.state} />}
        <strong className="truncate font-medium">{node?.name ?? props.name}</strong>
        {node !== undefined && node.seenAt !== null && (
          <span className="text-sm text-ink-3">
            <Age at={node.seenAt} now={node.now} suffix=" ago" />
          </span>
        )}
        <Link href={href} className="button button-small ml-auto">
          Open node
        </Link>
        <button
          type="button"
          className="button button-small button-quiet"
          aria-label="Close"
          onClick={onClose}
        >
          <X size={15} aria-hidden="true" />
        </button>
      </div>
      <div className="flex flex-col gap-3.5 p-4">
        <StaleNotice live={live} readAt={query.dataUpdatedAt} onRead={read} />
        {refusal !== null && <FailureNotice what="The node could not be read again" error={refusal} />}
        {node !== undefined ? (
          <>
            <div className="flex flex-wrap gap-2">
              <RangeControl
                range={traffic.range}
                onChoose={traffic.chooseRange}
                onLeaveZoom={traffic.leaveZoom}
              />
            </div>
            <NodeDetail
              {...{ node, traffic, paused }}
              heading="h2"
              mayChange={props.mayChange}
              mayDelete={props.mayDelete}
              onChanged={() => query.refetch()}
            />
          </>
        ) : query.isError ? (
          <NotRead error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <NodeSkeleton />
        )}
      </div>
    </aside>
  );
}

function NotRead({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, requestId } = failureWords(error);
  return (
    <PageState
      kind="error"
      title="This node could not be read"
      actions={
        <button type="button" className="button button-primary" onClick={onRetry}>
          Try again
        </button>
      }
    >
      <p>{message} The list and the node's tunnels go on without it.</p>
      {requestId !== undefined && (
        <p>
          Request <code className="font-mono">{requestId}</code>
        </p>
      )}
    </PageState>
  );
}

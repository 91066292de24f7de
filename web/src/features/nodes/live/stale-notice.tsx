'use client';

import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import { formatAge } from '../../../ui/live/age.ts';
import { useNow } from '../../../ui/live/clock.ts';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import type { LiveState } from './use-told-changes.ts';

/** A loss shorter than this is not worth a line. */
const TOLERATED_MS = 10_000;

interface StaleNoticeProps {
  live: LiveState;
  /** When what the page shows was read; 0 where nothing was yet. */
  readAt: number;
  onRead: () => void;
}

/** Says how old the page is once it stopped being kept up to date, or why it is not; the values stay. */
export function StaleNotice({ live, readAt, onRead }: StaleNoticeProps) {
  const now = useNow(readAt);
  if (live.kind === 'refused') return <NotFollowed refusal={live.refusal} />;
  if (readAt === 0 || live.kind !== 'lost' || live.lostAt === undefined) return null;
  if (now - live.lostAt < TOLERATED_MS) return null;
  return (
    <div
      role="alert"
      className="stale-notice flex flex-wrap items-center gap-2 rounded-2 border border-look-line bg-look-tint px-3 py-2 text-look"
    >
      <NodeShape state="stale" />
      <strong>Values are {formatAge(now - readAt)} old.</strong>
      <span>This console lost its server and tries again by itself. Nodes keep their tunnels.</span>
      <button type="button" className="button button-small ml-auto" onClick={onRead}>
        Now
      </button>
    </div>
  );
}

/** What the console said instead of telling changes. */
export function NotFollowed({ refusal }: { refusal: unknown }) {
  return <FailureNotice what="This page is told of no changes until it is loaded again" error={refusal} />;
}

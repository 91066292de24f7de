'use client';

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../../trpc/client.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import { LiveBadge } from '../../nodes/live/live-badge.tsx';
import { NotFollowed } from '../../nodes/live/stale-notice.tsx';
import { useLive } from '../../nodes/live/use-live.ts';
import { AdmissionSteps } from './admission-steps.tsx';

/** Who came with the key that was just made, as it happens; those who wait are approved on their page. */
export function AdmittedPanel({ keyId }: { keyId: string | undefined }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = useQuery(
    trpc.enrolment.admittedNodes.queryOptions(keyId === undefined ? skipToken : { keyId }),
  );
  // The list of keys counts uses, so it is read again too.
  const live = useLive(null, 1_000, () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.enrolment.listKeys.queryKey() }),
      keyId !== undefined && query.refetch(),
    ]),
  );
  const nodes = query.data?.nodes ?? [];
  return (
    <section className="panel p-3.5 lg:col-span-2 xl:col-span-1" aria-labelledby="admitted-title">
      <div className="flex items-center justify-between">
        <h2 id="admitted-title" className="text-lg">
          3. Waiting for the node
        </h2>
        <LiveBadge state={live} />
      </div>
      {live.kind === 'refused' && <NotFollowed refusal={live.refusal} />}
      {nodes.length === 0 ? (
        <>
          <p className="mt-3 text-ink-2">
            {keyId === undefined ? 'Nodes that use the new key show here.' : 'Nobody has used this key yet.'}
          </p>
          <AdmissionSteps node={undefined} />
        </>
      ) : (
        <ul className="mt-2 flex flex-col gap-2">
          {nodes.map((node) => (
            <li key={node.id} className="border-t border-line pt-2">
              <Link href={`/nodes/${node.id}`} className="link font-medium">
                {node.state === 'pending' ? `Approve ${node.name}` : node.name}
              </Link>
              <p className="flex justify-between text-sm">
                <NodeStateBadge state={node.state} />
                <span className="text-ink-3">
                  <Age at={node.enrolledAt} now={query.data?.now ?? node.enrolledAt} suffix=" ago" />
                </span>
              </p>
              <AdmissionSteps node={node} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import { MAX_READ_ROWS } from '../../nodes/list/list-filter.ts';

interface ChosenNodesProps {
  nodeIds: readonly string[];
  onChange: (nodeIds: readonly string[]) => void;
}

/** Nodes chosen by name or address. */
export function ChosenNodes({ nodeIds, onChange }: ChosenNodesProps) {
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const query = useQuery({
    ...trpc.nodes.list.queryOptions({ search }),
    placeholderData: (previous) => previous,
  });
  // Whom it was opened for comes first, so that nobody has to look for them.
  const [firstIds] = useState(() => nodeIds.slice(0, MAX_READ_ROWS));
  const first = useQuery({
    ...trpc.nodes.rows.queryOptions({ ids: [...firstIds] }),
    enabled: firstIds.length > 0,
  });
  const listed = query.data?.items ?? [];
  const found =
    search === ''
      ? [...(first.data?.items ?? []), ...listed.filter(({ id }) => !firstIds.includes(id))]
      : listed;
  const chosen = new Set(nodeIds);
  return (
    <div className="rounded-2 border border-line-2">
      <div className="flex items-center gap-2 border-b border-line p-2">
        <input
          type="search"
          className="input"
          aria-label="Search nodes to push to"
          placeholder="Name, virtual address or id"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="shrink-0 text-sm text-ink-2">{nodeIds.length.toLocaleString('en')} chosen</span>
      </div>
      <ul className="max-h-56 overflow-y-auto">
        {found.map((node) => (
          <li key={node.id}>
            <label className="choice px-3 py-1 hover:bg-hover">
              <input
                type="checkbox"
                checked={chosen.has(node.id)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...nodeIds, node.id] : nodeIds.filter((id) => id !== node.id),
                  )
                }
              />
              <span className="min-w-0 flex-1 truncate font-medium">{node.name}</span>
              <span className="text-sm">
                <NodeStateBadge state={node.state} />
              </span>
            </label>
          </li>
        ))}
        {found.length === 0 && query.data !== undefined && (
          <li className="p-3 text-ink-2">No node matches.</li>
        )}
      </ul>
    </div>
  );
}

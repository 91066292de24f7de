'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  CONFIG_SYNC_STATES,
  CONFIG_SYNC_WORDS,
  type ConfigSyncState,
} from '../../../ui/shapes/config-badge.tsx';
import { NODE_STATE_WORDS, NODE_STATES, NodeShape, type NodeState } from '../../../ui/shapes/node-shape.tsx';
import { isNarrowed, type NodeFilter } from './list-filter.ts';

const TYPING_MS = 200;

interface NodeFiltersProps {
  filter: NodeFilter;
  byState: Partial<Record<NodeState, number>>;
  onChange: (filter: NodeFilter) => void;
}

/** Search and chips; each edits the page's address. */
export function NodeFilters({ filter, byState, onChange }: NodeFiltersProps) {
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox value={filter.search} onChange={(search) => onChange({ ...filter, search })} />
        <select
          className="input w-auto!"
          aria-label="Order"
          value={filter.sort}
          onChange={(event) => onChange({ ...filter, sort: event.target.value as NodeFilter['sort'] })}
        >
          <option value="name">By name</option>
          <option value="seen">Last seen first</option>
        </select>
        {isNarrowed(filter) && (
          <button
            type="button"
            className="button button-quiet ml-auto"
            onClick={() => onChange({ ...filter, search: '', states: [], configs: [] })}
          >
            Clear
          </button>
        )}
      </div>
      <div className="chip-line">
        {NODE_STATES.filter((state) => (byState[state] ?? 0) > 0 || filter.states.includes(state)).map(
          (state) => (
            <button
              key={state}
              type="button"
              className="chip"
              aria-pressed={filter.states.includes(state)}
              onClick={() => onChange({ ...filter, states: toggled(filter.states, state) })}
            >
              <NodeShape state={state} />
              {(byState[state] ?? 0).toLocaleString('en')} {NODE_STATE_WORDS[state].toLowerCase()}
            </button>
          ),
        )}
        <span className="mx-1 h-4 w-px shrink-0 bg-line-2" aria-hidden="true" />
        {CONFIG_SYNC_STATES.map((config: ConfigSyncState) => (
          <button
            key={config}
            type="button"
            className="chip"
            aria-pressed={filter.configs.includes(config)}
            onClick={() => onChange({ ...filter, configs: toggled(filter.configs, config) })}
          >
            <span className="text-ink-3">Config</span> {CONFIG_SYNC_WORDS[config].toLowerCase()}
          </button>
        ))}
      </div>
    </div>
  );
}

function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      if (event.key !== '/' || inField) return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  return (
    <label className="relative min-w-0 flex-1 sm:max-w-96">
      <span className="sr-only">Search nodes</span>
      <Search
        size={14}
        aria-hidden="true"
        className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={box}
        type="search"
        className="input pl-8!"
        placeholder="Name, virtual address or id"
        value={typed}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onChange(next.trim()), TYPING_MS);
        }}
      />
    </label>
  );
}

import {
  CONFIG_SYNC_STATES,
  CONFIG_SYNC_WORDS,
  ConfigShape,
  type ConfigSyncState,
} from '../../../ui/shapes/config-badge.tsx';
import { NODE_STATE_WORDS, NODE_STATES, NodeShape, type NodeState } from '../../../ui/shapes/node-shape.tsx';
import { type NodeFilter, toggled } from './list-filter.ts';

interface CountsStripProps {
  filter: NodeFilter;
  byState: Partial<Record<NodeState, number>>;
  byConfig: Partial<Record<ConfigSyncState, number>>;
  onChange: (filter: NodeFilter) => void;
}

/** How many there are of each state and configuration; each figure narrows the list to them. */
export function CountsStrip({ filter, byState, byConfig, onChange }: CountsStripProps) {
  const states = NODE_STATES.filter((state) => byState[state] || filter.states.includes(state));
  const configs = CONFIG_SYNC_STATES.filter((config) => byConfig[config] || filter.configs.includes(config));
  if (states.length + configs.length === 0) return null;
  return (
    <div className="counts-strip">
      {states.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={filter.states.includes(state)}
          onClick={() => onChange(toggled(filter, 'state', state))}
        >
          <NodeShape state={state} />
          <strong>{(byState[state] ?? 0).toLocaleString('en')}</strong>{' '}
          {NODE_STATE_WORDS[state].toLowerCase()}
        </button>
      ))}
      <span className="mx-1.5 h-4 w-px shrink-0 bg-line-2" aria-hidden="true" />
      {configs.map((config) => (
        <button
          key={config}
          type="button"
          aria-pressed={filter.configs.includes(config)}
          onClick={() => onChange(toggled(filter, 'config', config))}
        >
          <ConfigShape state={config} />
          <strong>{(byConfig[config] ?? 0).toLocaleString('en')}</strong>{' '}
          <span className="sr-only">config </span>
          {CONFIG_SYNC_WORDS[config].toLowerCase()}
        </button>
      ))}
    </div>
  );
}

'use client';

import { X } from 'lucide-react';
import { CONFIG_SYNC_WORDS, type ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import { NODE_STATE_WORDS, type NodeState } from '../../../ui/shapes/node-shape.tsx';
import { ROUTE_WORDS, type RouteClass, RouteGlyph } from '../../../ui/shapes/route-glyph.tsx';
import {
  FILTER_KEY_NAMES,
  FILTER_KEYS,
  type FilterKey,
  isNarrowed,
  NO_FILTER,
  type NodeFilter,
  toggled,
} from './list-filter.ts';
import { formatRttBounds, NO_RTT_BOUNDS } from './rtt-bounds.ts';
import { SearchBox } from './search-box.tsx';

interface NodeFiltersProps {
  filter: NodeFilter;
  onChange: (filter: NodeFilter) => void;
}

const KEY_WORDS: Record<FilterKey, string> = {
  state: 'State',
  config: 'Config',
  route: 'Route',
  os: 'System',
};
const ROUTES: readonly RouteClass[] = ['relayed', 'none'];
/** With more chips than this, none are offered: the line is for what was chosen. */
const MANY = 2;

/** Search and chips; each edits the page's address. */
export function NodeFilters({ filter, onChange }: NodeFiltersProps) {
  const rtt = formatRttBounds(filter);
  const chosen = FILTER_KEY_NAMES.flatMap((key) => [...filter[FILTER_KEYS[key].list]]);
  const offered = ROUTES.filter(
    (route) => chosen.length <= MANY && !filter.routes.some((own) => own === route),
  );
  return (
    <div className="chip-line">
      <SearchBox filter={filter} onChange={onChange} />
      {FILTER_KEY_NAMES.flatMap((key) =>
        filter[FILTER_KEYS[key].list].map((value) => (
          <button
            key={`${key} ${value}`}
            type="button"
            className="chip chip-tall"
            aria-pressed="true"
            title={`Drop ${key}:${value}`}
            onClick={() => onChange(toggled(filter, key, value))}
          >
            {KEY_WORDS[key]} {key === 'route' && <RouteGlyph route={value as RouteClass} />}
            <strong>{valueWord(key, value)}</strong>
            <X size={13} aria-hidden="true" />
          </button>
        )),
      )}
      {rtt !== '' && (
        <button
          type="button"
          className="chip chip-tall"
          aria-pressed="true"
          title={`Drop rtt:${rtt}`}
          onClick={() => onChange({ ...filter, ...NO_RTT_BOUNDS })}
        >
          RTT <strong>{rttWords(filter)}</strong>
          <X size={13} aria-hidden="true" />
        </button>
      )}
      {offered.map((route) => (
        <button
          key={route}
          type="button"
          className="chip chip-tall"
          aria-pressed="false"
          onClick={() => onChange(toggled(filter, 'route', route))}
        >
          <span className="text-ink-3">Route</span> <RouteGlyph route={route} />
          {ROUTE_WORDS[route].toLowerCase()}
        </button>
      ))}
      {isNarrowed(filter) && (
        <button
          type="button"
          className="button button-quiet ml-auto"
          onClick={() => onChange({ ...NO_FILTER, sort: filter.sort })}
        >
          Clear
        </button>
      )}
    </div>
  );
}

function rttWords({ rttAbove, rttBelow }: NodeFilter): string {
  if (rttAbove === null) return `below ${rttBelow} ms`;
  return rttBelow === null ? `above ${rttAbove} ms` : `${rttAbove} to ${rttBelow} ms`;
}

function valueWord(key: FilterKey, value: string): string {
  const words: Record<FilterKey, string | undefined> = {
    state: NODE_STATE_WORDS[value as NodeState],
    config: CONFIG_SYNC_WORDS[value as ConfigSyncState],
    route: ROUTE_WORDS[value as RouteClass],
    os: value,
  };
  return (words[key] ?? value).toLowerCase();
}

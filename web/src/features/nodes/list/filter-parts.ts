import { FILTER_KEY_NAMES, FILTER_KEYS, type NodeFilter } from './list-filter.ts';
import { formatRttBounds, NO_RTT_BOUNDS } from './rtt-bounds.ts';

/** A part of a filter as one types it, and the filter without it. */
export interface FilterPart {
  readonly text: string;
  readonly without: NodeFilter;
}

/** The parts of a filter, the search first. */
export function filterParts(filter: NodeFilter): FilterPart[] {
  const rtt = formatRttBounds(filter);
  return [
    ...(filter.search === '' ? [] : [{ text: filter.search, without: { ...filter, search: '' } }]),
    ...FILTER_KEY_NAMES.flatMap((key) => {
      const { list } = FILTER_KEYS[key];
      const chosen = filter[list].join(',');
      return chosen === '' ? [] : [{ text: `${key}:${chosen}`, without: { ...filter, [list]: [] } }];
    }),
    ...(rtt === '' ? [] : [{ text: `rtt:${rtt}`, without: { ...filter, ...NO_RTT_BOUNDS } }]),
  ];
}

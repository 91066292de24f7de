import { formatRttBounds, NO_RTT_BOUNDS, parseRttBounds, type RttBounds } from './rtt-bounds.ts';

const STATES = ['online', 'idle', 'stale', 'offline', 'never', 'pending', 'suspended'] as const;
const CONFIGS = ['inSync', 'pending', 'drift', 'failed', 'rolledBack', 'unknown'] as const;
const ROUTES = ['direct', 'punched', 'relayed', 'none'] as const;
const PLATFORMS = ['linux', 'android', 'simulated'] as const;
export const SORTS = ['name', '-name', 'seen', '-seen', 'rtt', '-rtt'] as const;

/** Most rows of a list whose values are read at once: about three screens. */
export const MAX_READ_ROWS = 100;

/** Most nodes that are named one by one: a fleet of the size that this is made for. */
export const MAX_NAMED_NODES = 10_000;

/** What a list of nodes is narrowed to; the page's address says the same. */
export interface NodeFilter extends RttBounds {
  /** Part of a name, of a virtual address, or of an id. */
  readonly search: string;
  readonly states: (typeof STATES)[number][];
  readonly configs: (typeof CONFIGS)[number][];
  /** Nodes with a tunnel of one of these routes; `none` is a tunnel without a path. */
  readonly routes: (typeof ROUTES)[number][];
  readonly platforms: (typeof PLATFORMS)[number][];
  /** `seen` is the last seen first, `rtt` the shortest round trip to the coordinator. */
  readonly sort: (typeof SORTS)[number];
}

/** The filter's lists by the key that names them in an address and in the search box. */
export const FILTER_KEYS = {
  state: { list: 'states', values: STATES },
  config: { list: 'configs', values: CONFIGS },
  route: { list: 'routes', values: ROUTES },
  os: { list: 'platforms', values: PLATFORMS },
} as const;
export type FilterKey = keyof typeof FILTER_KEYS;
export const FILTER_KEY_NAMES = Object.keys(FILTER_KEYS) as FilterKey[];

type SearchValue = string | string[] | undefined;

/** The filter of an address's parameters; what it does not know it leaves out. */
export function parseFilter(parameters: Record<string, SearchValue>): NodeFilter {
  const sort = SORTS.find((known) => known === single(parameters.sort));
  const filter: NodeFilter = {
    ...NO_FILTER,
    search: single(parameters.q)
      .replaceAll(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 100),
    ...(parseRttBounds(single(parameters.rtt)) ?? NO_RTT_BOUNDS),
    sort: sort ?? 'name',
  };
  return FILTER_KEY_NAMES.reduce(
    (narrowed, key) => narrowedBy(narrowed, key, single(parameters[key]).split(',')),
    filter,
  );
}

/** The address of a filter: nothing for what is at its default. */
export function formatFilter(filter: NodeFilter): string {
  const parameters = new URLSearchParams();
  if (filter.search !== '') parameters.set('q', filter.search);
  for (const key of FILTER_KEY_NAMES) {
    const chosen = filter[FILTER_KEYS[key].list];
    if (chosen.length > 0) parameters.set(key, chosen.join(','));
  }
  const rtt = formatRttBounds(filter);
  if (rtt !== '') parameters.set('rtt', rtt);
  if (filter.sort !== 'name') parameters.set('sort', filter.sort);
  const text = parameters.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

export const NO_FILTER: NodeFilter = {
  search: '',
  states: [],
  configs: [],
  routes: [],
  platforms: [],
  ...NO_RTT_BOUNDS,
  sort: 'name',
};

/** Whether anything is left out by the filter. */
export function isNarrowed(filter: NodeFilter): boolean {
  return formatFilter({ ...filter, sort: 'name' }) !== '';
}

/** The filter with these values of a key, in their one order; unknown ones are left out. */
export function narrowedBy(filter: NodeFilter, key: FilterKey, values: readonly string[]): NodeFilter {
  const { list, values: known } = FILTER_KEYS[key];
  return { ...filter, [list]: known.filter((value) => values.includes(value)) };
}

/** The filter with a value of a key turned on or off. */
export function toggled(filter: NodeFilter, key: FilterKey, value: string): NodeFilter {
  const chosen: readonly string[] = filter[FILTER_KEYS[key].list];
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  return narrowedBy(filter, key, next);
}

function single(value: SearchValue): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

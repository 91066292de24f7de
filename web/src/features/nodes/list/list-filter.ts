import { z } from 'zod';

const STATES = ['online', 'idle', 'stale', 'offline', 'never', 'pending', 'suspended'] as const;
const CONFIGS = ['inSync', 'pending', 'drift', 'failed', 'rolledBack', 'unknown'] as const;

/** What a list of nodes is narrowed to; the page's address says the same. */
export const nodeFilterSchema = z.object({
  /** Part of a name, of a virtual address, or of an id. */
  search: z.string().trim().max(100).default(''),
  states: z.array(z.enum(STATES)).max(STATES.length).default([]),
  configs: z.array(z.enum(CONFIGS)).max(CONFIGS.length).default([]),
  sort: z.enum(['name', 'seen']).default('name'),
});
export type NodeFilter = z.infer<typeof nodeFilterSchema>;

type SearchValue = string | string[] | undefined;

/** The filter of an address's parameters; what it does not know it leaves out. */
export function parseFilter(parameters: Record<string, SearchValue>): NodeFilter {
  return {
    search: single(parameters.q).trim().slice(0, 100),
    states: STATES.filter((state) => words(parameters.state).includes(state)),
    configs: CONFIGS.filter((config) => words(parameters.config).includes(config)),
    sort: single(parameters.sort) === 'seen' ? 'seen' : 'name',
  };
}

/** The address of a filter: nothing for what is at its default. */
export function formatFilter(filter: NodeFilter): string {
  const parameters = new URLSearchParams();
  if (filter.search !== '') parameters.set('q', filter.search);
  if (filter.states.length > 0) parameters.set('state', filter.states.join(','));
  if (filter.configs.length > 0) parameters.set('config', filter.configs.join(','));
  if (filter.sort !== 'name') parameters.set('sort', filter.sort);
  const text = parameters.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** Whether anything is left out by the filter. */
export function isNarrowed(filter: NodeFilter): boolean {
  return filter.search !== '' || filter.states.length > 0 || filter.configs.length > 0;
}

function single(value: SearchValue): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function words(value: SearchValue): string[] {
  return single(value).split(',');
}

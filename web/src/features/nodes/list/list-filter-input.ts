import { z } from 'zod';
import { plainText } from '../../../trpc/plain-text.ts';
import { FILTER_KEYS, SORTS } from './list-filter.ts';
import { MAX_RTT_MS } from './rtt-bounds.ts';

const rttBound = z.number().min(0).max(MAX_RTT_MS).nullable().default(null);
const { state, config, route, os } = FILTER_KEYS;

/** A filter as a page sends it; what it leaves out is at its default. */
export const nodeFilterInput = z.strictObject({
  search: plainText(100).trim().default(''),
  states: z.array(z.enum(state.values)).max(state.values.length).default([]),
  configs: z.array(z.enum(config.values)).max(config.values.length).default([]),
  routes: z.array(z.enum(route.values)).max(route.values.length).default([]),
  platforms: z.array(z.enum(os.values)).max(os.values.length).default([]),
  rttAbove: rttBound,
  rttBelow: rttBound,
  sort: z.enum(SORTS).default('name'),
});

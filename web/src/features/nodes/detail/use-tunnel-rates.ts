'use client';

import { useEffect, useState } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { type TunnelRates, withReport } from './tunnel-rates.ts';

/** Rates of a node's tunnels, as soon as it reported twice while the page was open. */
export function useTunnelRates(tunnels: Outputs['nodes']['get']['tunnels']): TunnelRates {
  const [rates, setRates] = useState<TunnelRates>(new Map());
  useEffect(() => setRates((before) => withReport(before, tunnels)), [tunnels]);
  return rates;
}

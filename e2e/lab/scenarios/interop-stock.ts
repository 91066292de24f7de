import { ALL_COMBINATIONS, type Combination, PAIRWISE_COMBINATIONS } from '../interop/combinations.ts';
import { exchangeAll } from '../interop/exchange.ts';
import { startInterop } from '../interop/tunnels.ts';
import type { Scenario } from '../scenario.ts';

const programs = ['ip', 'ethtool', 'wireguard-go', 'wg', 'ping', 'iperf3', 'ss'];

function against(name: string, summary: string, combinations: readonly Combination[]): Scenario {
  return {
    name,
    summary,
    programs,
    run: async (lab) => exchangeAll(lab, await startInterop(lab, { combinations })),
  };
}

/** The system's wireguard-go in four combinations, quick enough for every check. */
export const interopStock = against(
  'interop-stock',
  'our node with wireguard-go: both roles, with and without PSK, outer IPv4 and IPv6, in four combinations',
  PAIRWISE_COMBINATIONS,
);

/** The system's wireguard-go in all combinations. */
export const interopStockAll = against(
  'interop-stock-all',
  'the same in all eight combinations',
  ALL_COMBINATIONS,
);

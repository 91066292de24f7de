import { buildGoProgram } from '../go-program.ts';
import { PAIRWISE_COMBINATIONS } from '../interop/combinations.ts';
import { exchangeAll } from '../interop/exchange.ts';
import { startInterop } from '../interop/tunnels.ts';
import type { Scenario } from '../scenario.ts';
import { run } from '../shell.ts';

const MODULE = 'golang.zx2c4.com/wireguard';

/** The newest published wireguard-go instead of the system's. */
export const interopNewest: Scenario = {
  name: 'interop-newest',
  summary: 'our node with the newest wireguard-go that the Go module proxy has, in four combinations',
  programs: ['ip', 'ethtool', 'wg', 'ping', 'iperf3', 'ss', 'go'],
  async run(lab) {
    const built = await buildGoProgram(MODULE, 'latest');
    if ('missing' in built) throw new Error(built.missing);
    const version = moduleVersion(await run('go', 'version', '-m', built.path));
    const interop = await startInterop(lab, { combinations: PAIRWISE_COMBINATIONS, program: built.path });
    const { pass, figures } = await exchangeAll(lab, interop);
    return { pass, figures: { version, ...figures } };
  },
};

/** The `mod` line of `go version -m`: module, version, checksum. */
function moduleVersion(buildInfo: string): string {
  return /^\s*mod\s+\S+\s+(\S+)/m.exec(buildInfo)?.[1] ?? 'unknown';
}

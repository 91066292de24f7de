import type { Lab } from './lab.ts';

/** What `ping` counted: packets, and round trips in milliseconds where any came back. */
export interface PingResult {
  readonly sent: number;
  readonly received: number;
  readonly averageMs?: number;
}

/** Reads the last lines of iputils' ping. */
export function parsePing(output: string): PingResult {
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(output);
  if (!counts) throw new Error(`not understood: ${output}`);
  const average = /= [\d.]+\/([\d.]+)\//.exec(output)?.[1];
  return {
    sent: Number(counts[1]),
    received: Number(counts[2]),
    ...(average !== undefined && { averageMs: Number(average) }),
  };
}

/** Pings from a namespace, one each `everyS` seconds; silence is a result, not an error. */
export async function ping(
  lab: Lab,
  namespace: string,
  target: string,
  options: { readonly count: number; readonly everyS: number; readonly family?: 4 | 6 },
): Promise<PingResult> {
  const family = options.family === undefined ? '' : `-${options.family}`;
  const words = `ping ${family} -n -q -c ${options.count} -i ${options.everyS} -W 2 ${target}`;
  return parsePing(await lab.in(namespace, 'sh', '-c', `${words} || test $? -eq 1`));
}

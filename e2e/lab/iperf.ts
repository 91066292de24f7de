import { z } from 'zod';
import type { Lab } from './lab.ts';
import { type LabProcess, until } from './shell.ts';

const PORT = 5201;

/** What one run of iperf3 over TCP measured at the receiver. */
export interface TcpResult {
  readonly megabitsPerSecond: number;
  readonly receivedBytes: number;
  readonly retransmits: number;
  /** Whole seconds in which nothing was sent. */
  readonly stalledSeconds: number;
}

const reportSchema = z.object({
  intervals: z.array(z.object({ sum: z.object({ bytes: z.number() }) })),
  end: z.object({
    sum_sent: z.object({ retransmits: z.number().default(0) }),
    sum_received: z.object({ bits_per_second: z.number(), bytes: z.number() }),
  }),
});

/** A server that takes one run after the other; stopped with the lab at the latest. */
export async function startIperfServer(lab: Lab, namespace: string): Promise<LabProcess> {
  const server = lab.start(namespace, `iperf3-${namespace}`, 'iperf3', '-s', '-p', String(PORT));
  await until(`iperf3 listens in ${namespace}`, 5_000, async () => {
    const sockets = await lab.in(namespace, 'ss', '-Hltn', `sport = :${PORT}`);
    return sockets.trim() === '' ? undefined : true;
  });
  return server;
}

/** One TCP stream with CUBIC for so many seconds, from the namespace to the server, or back where `reverse`. */
export async function tcpThroughput(
  lab: Lab,
  namespace: string,
  of: {
    readonly target: string;
    readonly seconds: number;
    readonly reverse?: boolean;
    readonly paced?: string;
  },
): Promise<TcpResult> {
  const words = ['-J', '-C', 'cubic', '-c', of.target, '-p', String(PORT), '-t', String(of.seconds)];
  if (of.reverse === true) words.push('-R');
  if (of.paced !== undefined) words.push('-b', of.paced);
  const { end, intervals } = reportSchema.parse(JSON.parse(await lab.in(namespace, 'iperf3', ...words)));
  return {
    megabitsPerSecond: end.sum_received.bits_per_second / 1e6,
    receivedBytes: end.sum_received.bytes,
    retransmits: end.sum_sent.retransmits,
    stalledSeconds: intervals.filter(({ sum }) => sum.bytes === 0).length,
  };
}

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Capture, decode } from '../capture.ts';
import { PAIRWISE_COMBINATIONS } from '../interop/combinations.ts';
import { startInterop } from '../interop/tunnels.ts';
import { ping } from '../ping.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PINGS = { count: 10, everyS: 0.02 };
const FIELDS = [
  'wg.type',
  'wg.timestamp.value',
  'icmp.type',
  'icmpv6.type',
  '_ws.malformed',
  '_ws.expert.severity',
];
/** `PI_ERROR` of Wireshark's expert information. */
const SEVERITY_ERROR = 8_388_608;

/** An independent decoder reads a capture of our tunnels with the node's own key log. */
export const interopCapture: Scenario = {
  name: 'interop-capture',
  summary: 'tshark decodes a capture of our tunnels as WireGuard with the key log, without an error',
  programs: ['ip', 'ethtool', 'wireguard-go', 'wg', 'ping', 'tshark'],
  async run(lab) {
    const keyLog = join(lab.directory, 'wg.keys');
    const words = ['--wireguard-keylog', keyLog];
    const interop = await startInterop(lab, { combinations: PAIRWISE_COMBINATIONS, words });
    const capture = await Capture.start(lab, interop.left, ['eth0'], 'tunnels');
    let exchanged = 0;
    for (const { combination, ours, theirs } of interop.tunnels) {
      const ourTurn = combination.ourRole === 'initiator';
      const from = ourTurn ? interop.left : interop.right;
      for (const family of ['v4', 'v6'] as const) {
        const target = (ourTurn ? theirs : ours)[family];
        exchanged += (await ping(lab, from, target, PINGS)).received;
      }
    }
    const decoding = { preferences: [`wg.keylog_file:${keyLog}`], filter: 'wg', fields: FIELDS };
    const echoes = (rows: string[][]) => rows.filter((row) => row[2] !== '' || row[3] !== '').length;
    // The capture is written in blocks: the last packets appear a moment later.
    await until('the capture holds every packet', 10_000, async () =>
      echoes(await decode(capture.path, decoding)) >= 2 * exchanged ? true : undefined,
    );
    await capture.stop();
    const rows = await decode(capture.path, decoding);
    const count = (type: string) => rows.filter((row) => row[0] === type).length;
    const figures = {
      initiations: count('1'),
      responses: count('2'),
      transports: count('4'),
      initiationsRead: rows.filter((row) => row[0] === '1' && row[1] !== '').length,
      echoesRead: echoes(rows),
      echoesSent: 2 * exchanged,
      errors: rows.filter((row) => row[4] !== '' || Number(row[5]) >= SEVERITY_ERROR).length,
      keyLogMode: (statSync(keyLog).mode & 0o777).toString(8),
    };
    const { length } = interop.tunnels;
    const pass =
      exchanged === length * 2 * PINGS.count &&
      figures.initiationsRead === figures.initiations &&
      figures.initiations >= length &&
      figures.echoesRead === figures.echoesSent &&
      figures.errors === 0 &&
      figures.keyLogMode === '600';
    return { pass, figures };
  },
};

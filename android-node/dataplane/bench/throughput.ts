import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ends, inside, type Side, setUp, start, stop, switchOffloadsOff, tearDown } from './namespaces.ts';
import { closeTunnel, inner, openTunnel } from './tunnel.ts';

/**
 * TCP throughput, processor time and round trips between two namespaces: without a tunnel, through this data plane
 * and, where installed, through wireguard-go. Rounds are interleaved and the median of the ratios to "plain" of the
 * same round is printed, since other work on the machine moves absolute figures.
 *
 * `npx tsx bench/throughput.ts [rounds] [seconds]`, as root; needs ip, ethtool, iperf3 and ping.
 */
const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 4);
const sides: readonly Side[] = ['a', 'b'];

interface Contender {
  readonly name: string;
  readonly address: string;
  readonly open: () => Promise<() => Promise<void>>;
}

interface Figures {
  readonly megabits: number;
  readonly paced: number;
  readonly averageRoundTripUs: number;
}

const plain: Contender = { name: 'plain', address: ends.b.address, open: async () => async () => undefined };

const ours: Contender = {
  name: 'data plane',
  address: inner.b,
  open: async () => {
    const programs = await openTunnel();
    for (const program of programs) program.stdout?.on('data', (text) => process.stderr.write(text));
    return () => closeTunnel(programs);
  },
};

const wireguardGo: Contender = {
  name: 'wireguard-go',
  address: '198.19.0.2',
  open: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ntmbench-'));
    const keys = sides.map(() => execFileSync('wg', ['genkey'], { encoding: 'utf8' }).trim());
    const publicKeys = keys.map((key) =>
      execFileSync('wg', ['pubkey'], { input: key, encoding: 'utf8' }).trim(),
    );
    const programs = await Promise.all(
      sides.map((side) => start(side, ['wireguard-go', '-f', `wgb${side}`], false)),
    );
    for (const [i, side] of sides.entries()) {
      const other = side === 'a' ? 'b' : 'a';
      await waitForDevice(side, `wgb${side}`);
      const keyFile = join(directory, side);
      writeFileSync(keyFile, keys[i] ?? '', { mode: 0o600 });
      inside(
        side,
        ...['wg', 'set', `wgb${side}`, 'listen-port', '5183', 'private-key', keyFile],
        ...['peer', publicKeys[1 - i] ?? '', 'allowed-ips', '198.19.0.0/24'],
        ...['endpoint', `${ends[other].address}:5183`],
      );
      inside(side, 'ip', 'address', 'add', `198.19.0.${i + 1}/24`, 'dev', `wgb${side}`);
      inside(side, 'ip', 'link', 'set', `wgb${side}`, 'mtu', '1420', 'up');
    }
    rmSync(directory, { recursive: true });
    return async () => {
      // Older versions end on an interrupt only.
      for (const program of programs) await stop(program, 'SIGINT');
    };
  },
};

/** A program that makes a device says nothing when it is there. */
async function waitForDevice(side: Side, device: string): Promise<void> {
  const names = () => inside(side, 'ip', '-o', 'link');
  for (let tries = 0; !names().includes(device); tries++) {
    if (tries === 100) throw new Error(`${device} did not appear`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface IperfReport {
  end: { sum_received: { bits_per_second: number }; cpu_utilization_percent: Record<string, number> };
}

function iperf(address: string, ...words: string[]): IperfReport {
  return JSON.parse(inside('a', 'iperf3', '-J', '-c', address, '-C', 'cubic', ...words)) as IperfReport;
}

async function measure(contender: Contender): Promise<Figures> {
  const close = await contender.open();
  const server = await start('b', ['iperf3', '-s', '--forceflush'], true);
  try {
    const full = iperf(contender.address, '-t', String(seconds));
    const paced = iperf(contender.address, '-t', String(seconds), '-b', '50M');
    const ping = inside('a', 'ping', '-q', '-i', '0.01', '-c', '200', contender.address);
    const average = /= [\d.]+\/([\d.]+)\//.exec(ping)?.[1] ?? 'NaN';
    return {
      megabits: full.end.sum_received.bits_per_second / 1e6,
      paced: paced.end.sum_received.bits_per_second / 1e6,
      averageRoundTripUs: Number(average) * 1000,
    };
  } finally {
    await stop(server);
    await close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}

async function main(): Promise<void> {
  const hasWireguardGo = spawnSync('which', ['wireguard-go', 'wg']).status === 0;
  const contenders = hasWireguardGo ? [plain, ours, wireguardGo] : [plain, ours];
  const figures = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
  setUp();
  try {
    switchOffloadsOff();
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) figures.get(contender.name)?.push(await measure(contender));
    }
  } finally {
    tearDown();
  }
  const plainRounds = figures.get(plain.name) ?? [];
  console.log(`wire model, CUBIC, ${rounds} rounds of ${seconds} s, medians`);
  for (const [name, own] of figures) {
    const ratios = own.map(({ megabits }, i) => megabits / (plainRounds[i]?.megabits ?? Number.NaN));
    const columns = [
      name.padEnd(14),
      `${median(own.map(({ megabits }) => megabits)).toFixed(0)} Mbit/s`.padStart(12),
      `${median(ratios).toFixed(3)} x plain`.padStart(14),
      `paced ${median(own.map(({ paced }) => paced)).toFixed(1)} Mbit/s`.padStart(20),
      `round trip ${median(own.map(({ averageRoundTripUs }) => averageRoundTripUs)).toFixed(0)} us`.padStart(
        20,
      ),
    ];
    console.log(columns.join(' '));
  }
}

await main();

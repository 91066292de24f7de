import { buildGoProgram } from '../go-program.ts';
import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { Figures, Scenario } from '../scenario.ts';
import { type Contender, type Ground, INNER_MTU, OUTER, plain } from '../throughput/contender.ts';
import { buildNebula, nebulaPair } from '../throughput/nebula.ts';
import { ownPair } from '../throughput/own-pair.ts';
import { wireguardPair } from '../throughput/wireguard-pair.ts';

/**
 * TCP through this project's node, nebula and wireguard-go, and without a tunnel, over IPv4 and IPv6. Runs are
 * interleaved; ratios are to the run without a tunnel of the same round, since other work moves absolute figures.
 * Options: rounds (3), seconds of each run (5).
 */
export const tcpBesideOthers: Scenario = {
  name: 'tcp-beside-others',
  summary: "TCP through the tunnel beside nebula and wireguard-go, inner MTU 1420; passes at nebula's level",
  programs: ['ip', 'ethtool', 'iperf3', 'ss', 'wg', 'go'],
  async run(lab, [rounds = '3', seconds = '5']) {
    const nebula = await buildNebula();
    if ('missing' in nebula) throw new Error(nebula.missing);
    const wireguard = await buildGoProgram('golang.zx2c4.com/wireguard', 'latest');
    const ground = await wire(lab);
    const contenders = [plain, ownPair(ground), nebulaPair(ground, nebula)];
    if ('path' in wireguard) contenders.push(wireguardPair(ground, wireguard.path));
    let pass = true;
    let figures: Figures = {
      innerMtu: INNER_MTU,
      nebulaVersion: nebula.version,
      nebulaCipher: 'AES-256-GCM',
    };
    for (const family of [4, 6] as const) {
      const measured = await measure(ground, contenders, { family, rounds: Number(rounds), seconds });
      figures = { ...figures, ...figuresOf(measured, family) };
      pass &&=
        (measured.get('own')?.ratio ?? 0) >= (measured.get('nebula')?.ratio ?? Number.POSITIVE_INFINITY);
    }
    return { pass, figures };
  },
};

/** Medians over the rounds. */
interface Measured {
  readonly ratio: number;
  readonly megabits: number;
}

async function wire(lab: Lab): Promise<Ground> {
  const left = await lab.namespace('left');
  const right = await lab.namespace('right');
  await lab.link(
    { namespace: left, device: 'eth0', addresses: [`${OUTER[4][0]}/24`, `${OUTER[6][0]}/64`] },
    { namespace: right, device: 'eth0', addresses: [`${OUTER[4][1]}/24`, `${OUTER[6][1]}/64`] },
  );
  await startIperfServer(lab, right);
  return { lab, left, right };
}

async function measure(
  { lab, left }: Ground,
  contenders: readonly Contender[],
  of: { readonly family: 4 | 6; readonly rounds: number; readonly seconds: string },
): Promise<Map<string, Measured>> {
  const runs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < of.rounds; round++) {
    for (const { name, open } of contenders) {
      const { target, close } = await open(of.family);
      const { megabitsPerSecond } = await tcpThroughput(lab, left, { target, seconds: Number(of.seconds) });
      runs.get(name)?.push(megabitsPerSecond);
      await close();
    }
  }
  const control = runs.get(plain.name) ?? [];
  const ratioOf = (own: number[]) => median(own.map((one, round) => one / (control[round] ?? Number.NaN)));
  return new Map([...runs].map(([name, own]) => [name, { megabits: median(own), ratio: ratioOf(own) }]));
}

function figuresOf(measured: Map<string, Measured>, family: 4 | 6): Figures {
  return Object.fromEntries(
    [...measured].flatMap(([name, { ratio, megabits }]) => [
      [`${name}V${family}Mbps`, Math.round(megabits)],
      [`${name}V${family}ToPlain`, Number(ratio.toFixed(3))],
    ]),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}

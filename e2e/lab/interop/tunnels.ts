import type { Lab } from '../lab.ts';
import { LabNode } from '../ntm-node.ts';
import { run } from '../shell.ts';
import { makeKeyPair, startStock } from '../stock-wireguard.ts';
import { type Combination, labelOf } from './combinations.ts';

const OUR_PORT = 51_820;
const OUTER = { ours: { 4: '10.9.0.1', 6: 'fd09::1' }, theirs: { 4: '10.9.0.2', 6: 'fd09::2' } } as const;

/** One tunnel between our node (left) and a stock peer (right), with an inner subnet of each family of its own. */
export interface InteropTunnel {
  readonly label: string;
  readonly combination: Combination;
  /** Interface of the stock peer. */
  readonly device: string;
  readonly ours: { readonly v4: string; readonly v6: string };
  readonly theirs: { readonly v4: string; readonly v6: string };
}

/** Both ends of the wire and what runs there. */
export interface Interop {
  readonly left: string;
  readonly right: string;
  readonly node: LabNode;
  readonly tunnels: readonly InteropTunnel[];
  /** From the start of `ntm-node up` until it was ready. */
  readonly upMs: number;
}

export interface InteropOptions {
  readonly combinations: readonly Combination[];
  /** The wireguard-go to run: the system's where absent. */
  readonly program?: string;
  /** More words for `ntm-node up`. */
  readonly words?: readonly string[];
}

/** A wire with one node of ours on the left and one wireguard-go for each combination on the right. */
export async function startInterop(lab: Lab, options: InteropOptions): Promise<Interop> {
  const left = await lab.namespace('left');
  const right = await lab.namespace('right');
  await lab.link(
    { namespace: left, device: 'eth0', addresses: ['10.9.0.1/24', 'fd09::1/64'] },
    { namespace: right, device: 'eth0', addresses: ['10.9.0.2/24', 'fd09::2/64'] },
  );
  const node = new LabNode(lab, left, 'ours');
  const publicKey = await node.publicKey();
  const tunnels: InteropTunnel[] = [];
  for (const [index, combination] of options.combinations.entries()) {
    const tunnel = tunnelOf(combination, index + 1);
    await addTunnel(lab, { node, publicKey, right, tunnel, port: 52_001 + index, program: options.program });
    tunnels.push(tunnel);
  }
  const addresses = tunnels.flatMap(({ ours }) => [
    '--address',
    `${ours.v4}/24`,
    '--address',
    `${ours.v6}/64`,
  ]);
  const words = ['--listen-port', String(OUR_PORT), ...addresses, ...(options.words ?? [])];
  return { left, right, node, tunnels, upMs: await node.up(...words) };
}

function tunnelOf(combination: Combination, number: number): InteropTunnel {
  return {
    label: labelOf(combination),
    combination,
    // wireguard-go's control sockets share one directory on the whole machine.
    device: `ntml${process.pid}n${number}`,
    ours: { v4: `10.77.${number}.1`, v6: `fd77:${number}::1` },
    theirs: { v4: `10.77.${number}.2`, v6: `fd77:${number}::2` },
  };
}

interface NewTunnel {
  readonly node: LabNode;
  readonly publicKey: string;
  readonly right: string;
  readonly tunnel: InteropTunnel;
  readonly port: number;
  readonly program: string | undefined;
}

/** Makes the two ends known to each other; only who is to send message 1 learns the other's endpoint. */
async function addTunnel(lab: Lab, { node, publicKey, right, tunnel, port, program }: NewTunnel) {
  const { device, ours, theirs, combination, label } = tunnel;
  const { ourRole, outer } = combination;
  const keys = await makeKeyPair(lab, device);
  const presharedKey = combination.presharedKey
    ? { presharedKey: (await run('wg', 'genpsk')).trim() }
    : undefined;
  await node.addPeer({
    name: label,
    publicKey: keys.publicKey,
    prefixes: [`${theirs.v4}/32`, `${theirs.v6}/128`],
    ...(ourRole === 'initiator' && { endpoint: endpointText(OUTER.theirs[outer], port) }),
    ...presharedKey,
  });
  await startStock(lab, {
    namespace: right,
    device,
    addresses: [`${theirs.v4}/24`, `${theirs.v6}/64`],
    listenPort: port,
    privateKey: keys.privateKey,
    peers: [
      {
        publicKey,
        allowedIps: `${ours.v4}/32,${ours.v6}/128`,
        ...(ourRole === 'responder' && { endpoint: endpointText(OUTER.ours[outer], OUR_PORT) }),
        ...presharedKey,
      },
    ],
    ...(program !== undefined && { program }),
  });
}

function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import { type LabProcess, run, until } from './shell.ts';

/** A peer entry of stock WireGuard; keys in base64. */
export interface StockPeerEntry {
  readonly publicKey: string;
  readonly allowedIps: string;
  readonly endpoint?: string;
  readonly presharedKey?: string;
}

export interface StockOptions {
  readonly namespace: string;
  /** Interface name, unique on the machine: wireguard-go's control sockets share one directory. */
  readonly device: string;
  /** Inner addresses as prefixes. */
  readonly addresses: readonly string[];
  readonly listenPort: number;
  readonly privateKey: string;
  readonly peers: readonly StockPeerEntry[];
  /** The wireguard-go to run: the system's where absent. */
  readonly program?: string;
}

/** A key pair made by `wg`, in base64. */
export async function makeKeyPair(
  lab: Lab,
  name: string,
): Promise<{ privateKey: string; publicKey: string }> {
  const privateKey = (await run('wg', 'genkey')).trim();
  const path = secretFile(lab, `${name}.key`, privateKey);
  return { privateKey, publicKey: (await run('sh', '-c', `wg pubkey < ${path}`)).trim() };
}

/** Starts wireguard-go in a namespace and configures it by `wg`. */
export async function startStock(lab: Lab, options: StockOptions): Promise<LabProcess> {
  const { namespace, device, program = 'wireguard-go' } = options;
  const started = lab.start(namespace, `${namespace}-${device}`, program, '-f', device);
  await until(`${device} is there`, 5_000, async () => {
    const output = await lab.in(namespace, 'wg', 'show', device).catch(() => undefined);
    return output;
  });
  const words = ['private-key', secretFile(lab, `${device}.private`, options.privateKey)];
  words.push('listen-port', String(options.listenPort));
  for (const peer of options.peers) words.push(...peerWords(lab, device, peer));
  await lab.in(namespace, 'wg', 'set', device, ...words);
  for (const address of options.addresses) {
    const flags = address.includes(':') ? ['nodad'] : [];
    await run('ip', '-n', namespace, 'address', 'add', address, 'dev', device, ...flags);
  }
  await run('ip', '-n', namespace, 'link', 'set', device, 'mtu', '1420', 'up');
  return started;
}

/** Wall-clock seconds of the last handshake with each peer, 0 for none. */
export async function lastHandshakes(lab: Lab, namespace: string, device: string): Promise<number[]> {
  const output = await lab.in(namespace, 'wg', 'show', device, 'latest-handshakes');
  return output
    .trim()
    .split('\n')
    .map((line) => Number(line.split('\t')[1]));
}

function peerWords(lab: Lab, device: string, peer: StockPeerEntry): string[] {
  const words = ['peer', peer.publicKey, 'allowed-ips', peer.allowedIps];
  if (peer.endpoint) words.push('endpoint', peer.endpoint);
  if (peer.presharedKey) words.push('preshared-key', secretFile(lab, `${device}.psk`, peer.presharedKey));
  return words;
}

function secretFile(lab: Lab, name: string, content: string): string {
  const path = join(lab.directory, name);
  writeFileSync(path, `${content}\n`, { mode: 0o600 });
  return path;
}

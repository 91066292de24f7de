import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGoProgram } from './go-program.ts';
import type { Lab } from './lab.ts';
import { type LabProcess, run, until } from './shell.ts';

const VERSION = 'v1.10.3';
const MODULE = 'github.com/slackhq/nebula/cmd';
const PORT = 4242;

/** The two programs of nebula at one version. */
export interface Nebula {
  readonly version: string;
  readonly daemon: string;
  readonly cert: string;
}

/** Where a nebula node stands. */
export interface NebulaEnd {
  readonly namespace: string;
  readonly device: string;
  /** Inner address without prefix length; the overlay is a /24. */
  readonly inner: string;
  readonly outer: string;
}

/** Builds nebula; the reason where it cannot be had. */
export async function buildNebula(): Promise<Nebula | { readonly missing: string }> {
  const daemon = await buildGoProgram(`${MODULE}/nebula`, VERSION);
  if ('missing' in daemon) return daemon;
  const cert = await buildGoProgram(`${MODULE}/nebula-cert`, VERSION);
  return 'missing' in cert ? cert : { version: VERSION, daemon: daemon.path, cert: cert.path };
}

/** Two nebula nodes that know each other's addresses, with AES and this inner MTU. */
export async function startNebulaPair(
  lab: Lab,
  { daemon, cert }: Nebula,
  ends: readonly [NebulaEnd, NebulaEnd],
  mtu: number,
): Promise<LabProcess[]> {
  const at = (name: string) => join(lab.directory, `nebula-${name}`);
  await run(cert, 'ca', '-name', 'lab', '-out-crt', at('ca.crt'), '-out-key', at('ca.key'));
  const started: LabProcess[] = [];
  for (const [index, end] of ends.entries()) {
    const { namespace, device, inner } = end;
    const files = { crt: at(`${device}.crt`), key: at(`${device}.key`), config: at(`${device}.json`) };
    await run(
      cert,
      ...['sign', '-ca-crt', at('ca.crt'), '-ca-key', at('ca.key'), '-name', device],
      ...['-networks', `${inner}/24`, '-out-crt', files.crt, '-out-key', files.key],
    );
    const peer = ends[1 - index] as NebulaEnd;
    writeFileSync(
      files.config,
      JSON.stringify(configurationOf(end, peer, { ...files, ca: at('ca.crt'), mtu })),
    );
    started.push(lab.start(namespace, `nebula-${device}`, daemon, '-config', files.config));
    await until(`${device} has its address`, 10_000, async () => {
      const output = await run('ip', '-n', namespace, 'address', 'show', 'dev', device).catch(() => '');
      return output.includes(inner) ? true : undefined;
    });
  }
  return started;
}

function configurationOf(
  end: NebulaEnd,
  peer: NebulaEnd,
  of: { readonly ca: string; readonly crt: string; readonly key: string; readonly mtu: number },
) {
  const any = [{ port: 'any', proto: 'any', host: 'any' }];
  return {
    pki: { ca: of.ca, cert: of.crt, key: of.key },
    static_host_map: { [peer.inner]: [`${bracketed(peer.outer)}:${PORT}`] },
    lighthouse: { am_lighthouse: false, hosts: [] },
    listen: { host: '::', port: PORT },
    cipher: 'aes',
    tun: { dev: end.device, mtu: of.mtu, disabled: false },
    punchy: { punch: false },
    firewall: { outbound: any, inbound: any },
    logging: { level: 'error', format: 'text' },
  };
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

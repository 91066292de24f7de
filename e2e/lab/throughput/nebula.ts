import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGoProgram } from '../go-program.ts';
import { type LabProcess, run, until } from '../shell.ts';
import { type Contender, endpointText, type Ground, INNER_MTU, OUTER } from './contender.ts';

const VERSION = 'v1.10.3';
const MODULE = 'github.com/slackhq/nebula/cmd';
const PORT = 4242;
const INNER = ['10.71.0.1', '10.71.0.2'] as const;

/** The two programs of nebula at one version. */
export interface Nebula {
  readonly version: string;
  readonly daemon: string;
  readonly cert: string;
}

/** Builds nebula; the reason where it cannot be had. */
export async function buildNebula(): Promise<Nebula | { readonly missing: string }> {
  const daemon = await buildGoProgram(`${MODULE}/nebula`, VERSION);
  if ('missing' in daemon) return daemon;
  const cert = await buildGoProgram(`${MODULE}/nebula-cert`, VERSION);
  return 'missing' in cert ? cert : { version: VERSION, daemon: daemon.path, cert: cert.path };
}

/** Two nebula nodes that know each other's addresses, with AES-256-GCM. */
export function nebulaPair(ground: Ground, nebula: Nebula): Contender {
  return {
    name: 'nebula',
    async open(family) {
      const started = await startPair(ground, nebula, family);
      return {
        target: INNER[1],
        close: async () => void (await Promise.all(started.map((one) => one.stop()))),
      };
    },
  };
}

async function startPair({ lab, left, right }: Ground, nebula: Nebula, family: 4 | 6): Promise<LabProcess[]> {
  const at = (name: string) => join(lab.directory, `nebula-${name}`);
  const authority = { crt: at('ca.crt'), key: at('ca.key') };
  if (!existsSync(authority.key))
    await run(nebula.cert, 'ca', '-name', 'lab', '-out-crt', authority.crt, '-out-key', authority.key);
  return Promise.all(
    [left, right].map(async (namespace, end) => {
      const device = `neb${end}`;
      const files = { crt: at(`${device}.crt`), key: at(`${device}.key`), config: at(`${device}.json`) };
      if (!existsSync(files.key))
        await sign(nebula, authority, { ...files, name: device, inner: INNER[end] as string });
      const pki = { ca: authority.crt, cert: files.crt, key: files.key };
      writeFileSync(files.config, JSON.stringify(configurationOf(pki, device, end, family)));
      const started = lab.start(namespace, `nebula-${device}`, nebula.daemon, '-config', files.config);
      await until(`${device} has its address`, 10_000, async () => {
        const output = await run('ip', '-n', namespace, 'address', 'show', 'dev', device).catch(() => '');
        return output.includes(INNER[end] as string) ? true : undefined;
      });
      return started;
    }),
  );
}

async function sign(
  nebula: Nebula,
  authority: { readonly crt: string; readonly key: string },
  of: { readonly crt: string; readonly key: string; readonly name: string; readonly inner: string },
): Promise<void> {
  const words = ['sign', '-ca-crt', authority.crt, '-ca-key', authority.key, '-name', of.name];
  await run(nebula.cert, ...words, '-networks', `${of.inner}/24`, '-out-crt', of.crt, '-out-key', of.key);
}

function configurationOf(
  pki: Record<'ca' | 'cert' | 'key', string>,
  device: string,
  end: number,
  family: 4 | 6,
) {
  const any = [{ port: 'any', proto: 'any', host: 'any' }];
  return {
    pki,
    static_host_map: { [INNER[1 - end] as string]: [endpointText(OUTER[family][1 - end] as string, PORT)] },
    lighthouse: { am_lighthouse: false, hosts: [] },
    listen: { host: '::', port: PORT },
    cipher: 'aes',
    tun: { dev: device, mtu: INNER_MTU, disabled: false },
    punchy: { punch: false },
    firewall: { outbound: any, inbound: any },
    logging: { level: 'error', format: 'text' },
  };
}

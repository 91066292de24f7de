import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How this machine's resolver learns of the realm: systemd-resolved's link settings, or a file given by name. */
export type ResolverMode =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' };

/** `resolvectl` where systemd-resolved runs, else nothing is touched: a shared /etc/resolv.conf is not ours. */
export function detectResolverMode(): ResolverMode {
  return existsSync('/run/systemd/resolve/stub-resolv.conf') ? { kind: 'resolved' } : { kind: 'none' };
}

/** Makes the system ask the node's resolver: for the realm's names (resolved), or for all names (file). */
export async function applyResolver(
  mode: ResolverMode,
  tun: string,
  resolver: readonly string[],
  searchDomain: string | undefined,
): Promise<void> {
  if (mode.kind === 'none' || resolver.length === 0) return;
  if (mode.kind === 'file') {
    writeFileSync(mode.path, resolvConf(resolver, searchDomain));
    return;
  }
  await run('resolvectl', ['dns', tun, ...resolver]);
  // The tilde routes only these names to the node; without it they would also be searched.
  if (searchDomain) await run('resolvectl', ['domain', tun, searchDomain, `~${searchDomain}`]);
}

/** Content of a resolv.conf (resolv.conf(5)): at most three servers are read. */
export function resolvConf(resolver: readonly string[], searchDomain: string | undefined): string {
  const lines = resolver.slice(0, 3).map((address) => `nameserver ${address}`);
  if (searchDomain) lines.push(`search ${searchDomain}`);
  return `${lines.join('\n')}\n`;
}

/** Servers of a resolv.conf, without those of the node itself: the upstream of names outside the realm. */
export function upstreamServers(text: string, own: readonly string[]): string[] {
  const servers: string[] = [];
  for (const line of text.split('\n')) {
    const address = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    if (address && !own.includes(address)) servers.push(address);
  }
  return servers;
}

/** The system's upstream servers; systemd-resolved lists the real ones in a file of its own. */
export function readUpstreamServers(own: readonly string[]): string[] {
  const path = ['/run/systemd/resolve/resolv.conf', '/etc/resolv.conf'].find((candidate) =>
    existsSync(candidate),
  );
  return path === undefined ? [] : upstreamServers(readFileSync(path, 'utf8'), own);
}

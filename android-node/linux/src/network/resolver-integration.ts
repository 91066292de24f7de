import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where systemd-resolved lists the servers that it asks itself. */
const RESOLVED_UPSTREAM = '/run/systemd/resolve/resolv.conf';
/** What stood in a resolv.conf before the node wrote it, beside it. */
const KEPT = '.before-ntm';

/** How this machine's resolver learns of the realm: systemd-resolved's link settings, or a file given by name. */
export type ResolverMode =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' };

/** The mode that `--resolver auto|none|FILE` asks for. */
export function resolverMode(word: string): ResolverMode {
  if (word === 'none') return { kind: 'none' };
  if (word !== 'auto') return { kind: 'file', path: word };
  // Where it does not run nothing is touched: a shared /etc/resolv.conf is not ours.
  return existsSync('/run/systemd/resolve/stub-resolv.conf') ? { kind: 'resolved' } : { kind: 'none' };
}

/** Makes the system ask the node's resolver, and knows whom the node asks for names outside the realm. */
export class ResolverIntegration {
  readonly #mode: ResolverMode;
  readonly #tun: string;
  #own: readonly string[] = [];

  constructor(mode: ResolverMode, tun: string) {
    this.#mode = mode;
    this.#tun = tun;
    // A node that crashed left its own addresses there.
    this.restore();
  }

  /** Sends the realm's names (systemd-resolved) or all names (file) to the node's resolver. */
  async apply(resolver: readonly string[], searchDomain: string | undefined): Promise<void> {
    this.#own = resolver;
    if (resolver.length === 0) return;
    switch (this.#mode.kind) {
      case 'none':
        return;
      case 'file':
        this.#write(this.#mode.path, resolvConf(resolver, searchDomain));
        return;
      case 'resolved':
        await run('resolvectl', ['dns', this.#tun, ...resolver]);
        // The tilde routes only these names to the node; without it they would also be searched.
        if (searchDomain) await run('resolvectl', ['domain', this.#tun, searchDomain, `~${searchDomain}`]);
        return;
      default:
        this.#mode satisfies never;
    }
  }

  /** Servers for names outside the realm: the system's, without the node itself. */
  upstream(): string[] {
    const kept = this.#mode.kind === 'file' ? [`${this.#mode.path}${KEPT}`] : [];
    const path = [...kept, RESOLVED_UPSTREAM, '/etc/resolv.conf'].find((candidate) => existsSync(candidate));
    return path === undefined ? [] : upstreamServers(readFileSync(path, 'utf8'), this.#own);
  }

  /** Puts a written file back as it was. What systemd-resolved was told goes away with the interface. */
  restore(): void {
    if (this.#mode.kind !== 'file') return;
    const { path } = this.#mode;
    const kept = `${path}${KEPT}`;
    if (!existsSync(kept)) return;
    // In place: the file may be mounted over another one, and is then known by its inode.
    writeFileSync(path, readFileSync(kept));
    rmSync(kept);
  }

  #write(path: string, content: string): void {
    const kept = `${path}${KEPT}`;
    if (!existsSync(kept)) writeFileSync(kept, existsSync(path) ? readFileSync(path) : '');
    writeFileSync(path, content);
  }
}

/** Content of a resolv.conf (resolv.conf(5)): at most three servers are read. */
export function resolvConf(resolver: readonly string[], searchDomain: string | undefined): string {
  const lines = resolver.slice(0, 3).map((address) => `nameserver ${address}`);
  if (searchDomain) lines.push(`search ${searchDomain}`);
  return `${lines.join('\n')}\n`;
}

/** Servers of a resolv.conf, without those of the node itself. */
export function upstreamServers(text: string, own: readonly string[]): string[] {
  const servers: string[] = [];
  for (const line of text.split('\n')) {
    const address = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    if (address && !own.includes(address)) servers.push(address);
  }
  return servers;
}

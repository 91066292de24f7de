import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabProcess, run } from './shell.ts';

const CONGESTION_CONTROL = 'net.ipv4.tcp_congestion_control';

/** One end of a link: the namespace, its interface, its addresses as prefixes. */
export interface LinkEnd {
  readonly namespace: string;
  readonly device: string;
  readonly addresses: readonly string[];
}

/**
 * A network of namespaces for one scenario. All names carry the lab's process id, all processes are ended by id,
 * and `tearDown` leaves nothing behind, whatever failed before.
 */
export class Lab {
  /** Directory for states and logs, removed at the end. */
  readonly directory = mkdtempSync(join(tmpdir(), 'ntmlab-'));
  readonly #prefix = `ntmlab-${process.pid}`;
  readonly #defaults = new Set<string>();
  readonly #namespaces: string[] = [];
  readonly #processes: LabProcess[] = [];

  /**
   * A namespace with loopback up and CUBIC as default where the kernel lets a namespace choose it. Where it does
   * not (CUBIC missing from the machine's tcp_allowed_congestion_control, which is not the lab's to change), the
   * default stays and `congestionControl` says so: TCP scenarios then ask for CUBIC on each socket.
   */
  async namespace(name: string): Promise<string> {
    const full = `${this.#prefix}-${name}`;
    await run('ip', 'netns', 'add', full);
    this.#namespaces.push(full);
    // Programs of the namespace see it as /etc/resolv.conf; the machine's own servers cannot be reached from there.
    mkdirSync(dirname(this.resolver(full)), { recursive: true });
    writeFileSync(this.resolver(full), '');
    await this.in(full, 'ip', 'link', 'set', 'lo', 'up');
    await this.in(full, 'sysctl', '-q', '-w', `${CONGESTION_CONTROL}=cubic`).catch(() => undefined);
    this.#defaults.add((await this.in(full, 'sysctl', '-n', CONGESTION_CONTROL)).trim());
    return full;
  }

  /** Default congestion control that the namespaces really have. */
  get congestionControl(): string {
    return [...this.#defaults].join('+');
  }

  /** A veth pair without segmentation offload: every packet crosses by itself, as on a wire. */
  async link(a: LinkEnd, b: LinkEnd): Promise<void> {
    await run(
      'ip',
      '-n',
      a.namespace,
      'link',
      'add',
      a.device,
      'type',
      'veth',
      'peer',
      'name',
      b.device,
      'netns',
      b.namespace,
    );
    for (const end of [a, b]) await this.#raise(end);
  }

  async #raise(end: LinkEnd): Promise<void> {
    for (const address of end.addresses) {
      const flags = address.includes(':') ? ['nodad'] : [];
      await run('ip', '-n', end.namespace, 'address', 'add', address, 'dev', end.device, ...flags);
    }
    // UDP's segmentation is a switch of its own: with it a tunnel's packets would cross in bundles of 64 KB.
    const off = ['tso', 'off', 'gso', 'off', 'tx-udp-segmentation', 'off'];
    await this.in(end.namespace, 'ethtool', '-K', end.device, ...off);
    await run('ip', '-n', end.namespace, 'link', 'set', end.device, 'up');
  }

  /** Runs a command in a namespace to its end. */
  in(namespace: string, command: string, ...words: string[]): Promise<string> {
    return run('ip', 'netns', 'exec', namespace, command, ...words);
  }

  /** Starts a process in a namespace; its output goes to `<name>.log`. */
  start(namespace: string, name: string, command: string, ...words: string[]): LabProcess {
    const started = new LabProcess(
      'ip',
      ['netns', 'exec', namespace, command, ...words],
      join(this.directory, `${name}.log`),
    );
    this.#processes.push(started);
    return started;
  }

  /** The resolv.conf that programs of a namespace see, empty until somebody writes it. */
  resolver(namespace: string): string {
    return join('/etc/netns', namespace, 'resolv.conf');
  }

  async tearDown(): Promise<void> {
    for (const started of this.#processes.toReversed()) await started.stop();
    for (const name of this.#namespaces.toReversed()) {
      await run('ip', 'netns', 'del', name);
      rmSync(dirname(this.resolver(name)), { recursive: true, force: true });
    }
    rmSync(this.directory, { recursive: true });
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeStatus } from '@ntmobile/node-core';
import type { Lab } from './lab.ts';
import { type LabProcess, until } from './shell.ts';

const PROGRAM = fileURLToPath(new URL('../../android-node/linux/bin/ntm-node.mjs', import.meta.url));

const PROGRAMS = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** Our node as a person runs it: the command `ntm-node` in a namespace, with a state directory of its own. */
export class LabNode {
  readonly namespace: string;
  readonly #lab: Lab;
  readonly #name: string;
  readonly #state: string;
  #process: LabProcess | undefined;
  #starts = 0;

  constructor(lab: Lab, namespace: string, name: string) {
    this.#lab = lab;
    this.namespace = namespace;
    this.#name = name;
    this.#state = join(lab.directory, `state-${name}`);
  }

  /** Runs a command of `ntm-node` to its end and gives what it prints. */
  run(...words: string[]): Promise<string> {
    return this.#lab.in(this.namespace, process.execPath, PROGRAM, ...words, '--state', this.#state);
  }

  /** Runs a line as a person types it on the device, which has the node's name and `ntm-node` among its programs. */
  type(line: string): Promise<string> {
    const variables = [`PATH=${PROGRAMS}:${process.env.PATH}`, `NTM_STATE_DIR=${this.#state}`];
    const shell = ['unshare', '--uts', 'sh', '-c', `hostname ${this.#name} && ${line}`];
    return this.#lab.in(this.namespace, 'env', ...variables, ...shell);
  }

  async publicKey(): Promise<string> {
    return (await this.run('key')).trim();
  }

  /** Adds a stock peer; keys in base64. It is used from the next `up` on. */
  async addPeer(peer: {
    readonly name: string;
    readonly publicKey: string;
    readonly prefixes: readonly string[];
    readonly endpoint?: string;
    readonly presharedKey?: string;
    readonly mtu?: number;
  }): Promise<void> {
    const words = ['peer', 'add', peer.name, '--public-key', peer.publicKey];
    for (const prefix of peer.prefixes) words.push('--prefix', prefix);
    if (peer.endpoint) words.push('--endpoint', peer.endpoint);
    if (peer.mtu !== undefined) words.push('--mtu', String(peer.mtu));
    if (peer.presharedKey) {
      const path = join(this.#lab.directory, `${this.#name}-${peer.name}.psk`);
      writeFileSync(path, peer.presharedKey, { mode: 0o600 });
      words.push('--preshared-key-file', path);
    }
    await this.run(...words);
  }

  /** Starts the node and waits until it answers `status`; the time from start to that in milliseconds. */
  async up(...words: string[]): Promise<number> {
    const from = performance.now();
    const all = [PROGRAM, 'up', '--state', this.#state, ...words];
    this.#starts += 1;
    const log = `ntm-${this.#name}-${this.#starts}`;
    const started = this.#lab.start(this.namespace, log, process.execPath, ...all);
    this.#process = started;
    await until(`${this.#name} is up`, 15_000, async () => {
      if (!started.running) throw new Error(`${this.#name} ended: ${started.output()}`);
      return started.output().includes('up on ') ? true : undefined;
    });
    return performance.now() - from;
  }

  /** Waits until a coordinator has taken the node in. */
  async registered(): Promise<void> {
    await until(`${this.#name} is registered`, 15_000, async () =>
      this.output().includes('registered as ') ? true : undefined,
    );
  }

  async status(): Promise<NodeStatus> {
    return JSON.parse(await this.run('status', '--json'));
  }

  /** Process id of the running node. */
  get pid(): number {
    const id = this.#process?.pid;
    if (id === undefined) throw new Error(`${this.#name} does not run`);
    return id;
  }

  /** What the running node printed. */
  output(): string {
    return this.#process?.output() ?? '';
  }

  /** Ends the node without a warning, as a crash does. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.#process?.ended;
  }

  /** Says `ntm-node down` and waits for the end. */
  async down(): Promise<void> {
    await this.run('down');
    await this.#process?.ended;
  }
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Keys } from '../../../keys/load-keys.ts';
import type { NodeCredential } from '../mosquitto/node-credential.ts';
import { installedPlugin, writeMosquittoFiles } from '../mosquitto/write-files.ts';

/** Why no mosquitto can be started here; undefined where one can. */
export const mosquittoMissing =
  spawnSync('mosquitto', ['-h']).error !== undefined || installedPlugin() === undefined
    ? 'mosquitto is not installed'
    : undefined;

/** Credential of the servers at a mosquitto of the tests. */
export const SERVER = { username: 'coordinator', password: 'not a secret: of a test' };

const CREDENTIAL = `${SERVER.username}:${encodeURIComponent(SERVER.password)}`;

/** What a test wants of its mosquitto. */
export interface MosquittoWishes {
  readonly nodes?: readonly NodeCredential[];
  readonly queuedMessages?: number;
}

/** A mosquitto of its own, configured as for a fleet. */
export class MosquittoProcess {
  readonly plainPort: number;
  readonly tlsPort: number;
  readonly #directory: string;
  readonly #configuration: string;
  #child: ChildProcess | undefined;

  private constructor(ports: [number, number], directory: string, configuration: string) {
    [this.plainPort, this.tlsPort] = ports;
    this.#directory = directory;
    this.#configuration = configuration;
  }

  static async start(keys: Keys, of: MosquittoWishes = {}): Promise<MosquittoProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'ntm-mosquitto-'));
    const ports: [number, number] = [await freePort(), await freePort()];
    const configuration = await writeMosquittoFiles({
      directory,
      user: userInfo().username,
      plugin: installedPlugin() as string,
      tls: { ...keys.brokerTls, port: ports[1], address: '127.0.0.1' },
      plainPort: ports[0],
      server: SERVER,
      nodes: of.nodes ?? [],
      ...(of.queuedMessages !== undefined && { queuedMessages: of.queuedMessages }),
    });
    const broker = new MosquittoProcess(ports, directory, configuration);
    await broker.run();
    return broker;
  }

  /** Of the process that runs. */
  get pid(): number {
    return this.#child?.pid as number;
  }

  /** With the credential of our servers. */
  get url(): string {
    return `mqtt://${CREDENTIAL}@127.0.0.1:${this.plainPort}`;
  }

  /** The same over TLS. */
  get secureUrl(): string {
    return `mqtts://${CREDENTIAL}@127.0.0.1:${this.tlsPort}`;
  }

  /** Starts the process (again) and resolves when it takes connections. */
  async run(): Promise<void> {
    const child = spawn('mosquitto', ['-c', this.#configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (text) => {
      said += text;
    });
    this.#child = child;
    // A test that broke off must not leave it behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.removeListener('exit', end));
    while (!(await takesConnections(this.plainPort))) {
      if (child.exitCode !== null) throw new Error(`mosquitto did not start: ${said}`);
    }
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (taken: boolean) => () => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', answer(true)).once('error', () => setTimeout(answer(false), 20));
  });
}

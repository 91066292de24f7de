import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../lab.ts';
import { LabNode } from '../ntm-node.ts';
import { type LabProcess, until } from '../shell.ts';
import { makeRouter, makeSite, type Site } from '../site.ts';
import { TSX_LOADER } from '../tsx-loader.ts';
import type { CoordinatorStarted, SystemDump, SystemReady } from './lines.ts';

const SYSTEM = fileURLToPath(new URL('./system.ts', import.meta.url));
const UPSTREAM = fileURLToPath(new URL('./upstream.ts', import.meta.url));
const SERVER = { v4: '10.80.0.2', v6: 'fd80::2' } as const;
const SERVER_NETWORK = 80;

/**
 * A realm on networks with a router between, each on a wire of its own:
 *
 *   server 10.80.0.2 --- router --- first site 10.81.0.2
 *                          +------- second site 10.82.0.2      (IPv6: fd80::2, fd81::2, fd82::2)
 *
 * The server is also the name server for names outside the realm.
 */
export class LabRealm {
  readonly server = SERVER;
  readonly #sites: ReadonlyMap<string, Site>;
  readonly #lab: Lab;
  readonly #system: LabProcess;
  readonly #ready: SystemReady;
  readonly #serverNamespace: string;
  readonly #router: string;
  #coordinator: number;

  private constructor(
    lab: Lab,
    of: { sites: ReadonlyMap<string, Site>; server: string; router: string },
    system: LabProcess,
    ready: SystemReady,
  ) {
    this.#lab = lab;
    this.#sites = of.sites;
    this.#serverNamespace = of.server;
    this.#router = of.router;
    this.#system = system;
    this.#ready = ready;
    this.#coordinator = ready.coordinator;
  }

  /** Starts the system and makes a site for each name. */
  static async start(lab: Lab, names: readonly string[]): Promise<LabRealm> {
    const router = await makeRouter(lab);
    const server = await makeRealmSite(lab, { router, name: 'server', number: SERVER_NETWORK });
    const sites = new Map<string, Site>();
    for (const [index, name] of names.entries())
      sites.set(name, await makeRealmSite(lab, { router, name, number: SERVER_NETWORK + 1 + index }));
    const { v4, v6 } = SERVER;
    const variables = [
      `NTM_CONSOLE_URL=http://${v4}:3000`,
      `NTM_SIGNALLING_ENDPOINTS=${v4}:3479,[${v6}]:3479`,
      `NTM_BROKER_ENDPOINT=${v4}:8883`,
    ];
    const { execPath } = process;
    lab.start(server.namespace, 'upstream', execPath, '--import', TSX_LOADER, UPSTREAM, v4);
    const words = [...variables, execPath, '--import', TSX_LOADER, SYSTEM, join(lab.directory, 'system')];
    const system = lab.start(server.namespace, 'system', 'env', ...words);
    const ready = await lineOf<SystemReady>(system, 'ready', 0);
    return new LabRealm(lab, { sites, server: server.namespace, router }, system, ready);
  }

  site(name: string): Site {
    const found = this.#sites.get(name);
    if (found === undefined) throw new Error(`the realm has no site ${name}`);
    return found;
  }

  /** Namespace of the server. */
  get serverNamespace(): string {
    return this.#serverNamespace;
  }

  /** Namespace of the router between all networks. */
  get router(): string {
    return this.#router;
  }

  /** String with which any number of nodes may enrol. */
  get enrolment(): string {
    return this.#ready.enrolment;
  }

  /** Process id of the coordinator. */
  get coordinator(): number {
    return this.#coordinator;
  }

  /** What the coordinator logged since it was started, a line an event. */
  coordinatorLog(): string[] {
    const log = readFileSync(join(this.#lab.directory, 'system', 'coordinator.log'), 'utf8');
    return log.split('\n').filter((line) => line !== '');
  }

  /** What the database holds now. */
  async dump(): Promise<SystemDump> {
    const before = dumps(this.#system).length;
    if (this.#system.pid === undefined) throw new Error('the system does not run');
    process.kill(this.#system.pid, 'SIGUSR2');
    return lineOf<SystemDump>(this.#system, 'dump', before);
  }

  /** A node at the site of this name, enrolled under it or another; it is not up yet. */
  async enrol(site: string, name = site): Promise<LabNode> {
    const node = new LabNode(this.#lab, this.site(site).namespace, name);
    await node.run('enrol', this.#ready.enrolment, '--name', name);
    return node;
  }

  /** Brings an enrolled node up as the system's resolver of its namespace, and waits until it is registered. */
  async up(node: LabNode): Promise<void> {
    await node.up('--resolver', this.#lab.resolver(node.namespace));
    await node.registered();
  }

  /** Kills the coordinator's process without a warning. */
  killCoordinator(): void {
    process.kill(this.#coordinator, 'SIGKILL');
  }

  /** Starts it again and waits until it is ready. */
  async restartCoordinator(): Promise<void> {
    const before = starts(this.#system).length;
    if (this.#system.pid === undefined) throw new Error('the system does not run');
    process.kill(this.#system.pid, 'SIGUSR1');
    const line = await lineOf<CoordinatorStarted>(this.#system, 'coordinatorStarted', before);
    this.#coordinator = line.coordinator;
  }
}

/** A site that has the server as its name server. */
async function makeRealmSite(
  lab: Lab,
  of: { readonly router: string; readonly name: string; readonly number: number },
): Promise<Site> {
  const site = await makeSite(lab, of);
  writeFileSync(lab.resolver(site.namespace), `nameserver ${SERVER.v4}\n`);
  return site;
}

function starts(system: LabProcess): CoordinatorStarted[] {
  return linesOf(system).filter((line): line is CoordinatorStarted => line.kind === 'coordinatorStarted');
}

function dumps(system: LabProcess): SystemDump[] {
  return linesOf(system).filter((line): line is SystemDump => line.kind === 'dump');
}

function linesOf(system: LabProcess): (SystemReady | CoordinatorStarted | SystemDump)[] {
  const lines = system.output().split('\n');
  return lines.filter((line) => line.startsWith('{"kind"')).map((line) => JSON.parse(line));
}

/** The line of this kind with this number, as soon as the system has printed it. */
function lineOf<Line extends SystemReady | CoordinatorStarted | SystemDump>(
  system: LabProcess,
  kind: Line['kind'],
  number: number,
): Promise<Line> {
  return until(`the system says ${kind}`, 60_000, async () => {
    if (!system.running) throw new Error(`the system ended: ${system.output()}`);
    return linesOf(system).filter((line): line is Line => line.kind === kind)[number];
  });
}

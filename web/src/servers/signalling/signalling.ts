import { performance } from 'node:perf_hooks';
import { type PrismaClient, type RealmSettings, timeoutsOf } from '@ntmobile/prisma';
import { type IpAddress, type Prefix, parsePrefix } from '@ntmobile/shared';
import { ed25519Signer, nodePrimitives } from '@ntmobile/shared/node-crypto';
import { Pool } from 'pg';
import { DirectionCoordinator } from '../../dc/coordinator.ts';
import type { DcInput } from '../../dc/inputs.ts';
import type { DcOptions, RealmFacts } from '../../dc/options.ts';
import type { KeyPair } from '../../keys/load-keys.ts';
import { CoordinatorHost } from './coordinator-host.ts';
import { NodeChanges } from './node-changes.ts';
import { RandomPool } from './random-pool.ts';
import { Rehearsals } from './rehearsal/start-rehearsals.ts';
import { CoordinationStore } from './store/coordination-store.ts';
import { readLeases } from './store/lease-rows.ts';
import { prepareStoringPaths } from './store/path-rows.ts';
import { UdpSockets } from './udp-sockets.ts';
import { WorkerRow } from './worker-row.ts';

/** What signalling needs. */
export interface SignallingDependencies {
  readonly databaseUrl: string;
  readonly prisma: PrismaClient;
  readonly realm: RealmSettings;
  readonly worker: KeyPair;
  readonly signing: KeyPair;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Local addresses of IPv4 and IPv6; every one where left out. */
  readonly addresses?: readonly [ipv4: string, ipv6: string];
  /** Where nodes reach the port, `address:port`. */
  readonly endpoints: readonly string[];
  /** What the worker's row says besides, of the other servers of this process. */
  countsOfOthers?(): Record<string, number>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Signalling, running. */
export interface SignallingServer {
  readonly port: number;
  /** Settles when every node with a lease has been called and has answered or had half a second; at most 5 s. */
  readonly nodesCalled: Promise<void>;
  /** What it holds, did and dropped, by name. */
  counts(): Record<string, number>;
  stop(): Promise<void>;
}

const WALL_CLOCK_MS = 60_000;
const NODES_CALLED_WITHIN_MS = 5_000;
/** Connections stay: a first packet between two nodes that waits for a path would wait for a new one too. */
const SETTINGS = {
  max: 4,
  idleTimeoutMillis: 0,
  keepAlive: true,
} as const;
/** Shorter than others: a node waits for the answer. */
const TIMEOUTS = { connectionTimeoutMillis: 3_000, query_timeout: 4_000 } as const;

/** Takes up leases and nodes of the database, then the port; fails with a clear error where that is taken. */
export async function startSignalling(dependencies: SignallingDependencies): Promise<SignallingServer> {
  const signalling = new Signalling(dependencies);
  try {
    const port = await signalling.start();
    const { nodesCalled } = signalling;
    return { port, nodesCalled, counts: () => signalling.counts(), stop: () => signalling.stop() };
  } catch (error) {
    await signalling.stop();
    throw error;
  }
}

class Signalling {
  readonly nodesCalled: Promise<void>;
  #settleNodesCalled: () => void = () => {};
  readonly #dependencies: SignallingDependencies;
  readonly #pool: Pool;
  readonly #core: DirectionCoordinator;
  readonly #host: CoordinatorHost;
  readonly #sockets: UdpSockets;
  readonly #store: CoordinationStore;
  readonly #changes: NodeChanges;
  readonly #row: WorkerRow;
  readonly #rehearsals = new Rehearsals();
  #wallClock: NodeJS.Timeout | undefined;
  readonly #coreOptions: DcOptions;
  #started = false;
  #stopped = false;

  constructor(dependencies: SignallingDependencies) {
    this.#dependencies = dependencies;
    const { databaseUrl, prisma, worker, endpoints, port, addresses } = dependencies;
    this.#pool = new Pool({
      connectionString: databaseUrl,
      ...SETTINGS,
      ...timeoutsOf(databaseUrl, TIMEOUTS),
    });
    this.#pool.on('error', (error) => this.#warn('database connection lost', error));
    this.#row = new WorkerRow(prisma, { publicKey: worker.publicKey, endpoints });
    this.#coreOptions = coreOptions(dependencies);
    this.#core = new DirectionCoordinator(this.#coreOptions);
    this.nodesCalled = new Promise((resolve) => {
      this.#settleNodesCalled = resolve;
    });
    this.#host = new CoordinatorHost(this.#core, {
      now: () => performance.now(),
      send: (destination, datagram) => this.#sockets.send(destination, datagram),
      execute: (output) => this.#store.execute(output),
      nodesCalled: () => this.#settleNodesCalled(),
    });
    this.#sockets = new UdpSockets({
      port,
      ...(addresses && { addresses }),
      onDatagram: (source, datagram) => this.#handle({ kind: 'packetReceived', source, datagram }),
    });
    this.#store = new CoordinationStore({
      pool: this.#pool,
      workerId: this.#row.id,
      tell: (input) => this.#handle(input),
      onUnavailable: (error) => this.#warn('database unavailable, signalling goes on from memory', error),
    });
    this.#changes = new NodeChanges({
      databaseUrl,
      pool: this.#pool,
      onChanged: (profile) => this.#handle({ kind: 'nodeChanged', profile }),
      onFailed: (error) => this.#warn('changes of nodes not read, will try again', error),
    });
  }

  async start(): Promise<number> {
    const wallClock = new Date();
    await this.#row.announce(wallClock);
    const profiles = await this.#changes.load();
    const leases = await readLeases(this.#pool, this.#row.id, wallClock);
    await prepareStoringPaths(this.#pool);
    const { port, ipv6 } = await this.#sockets.open();
    this.#started = true;
    this.#host.handle({ kind: 'started', wallClockMs: Date.now(), profiles, leases });
    setTimeout(() => this.#settleNodesCalled(), NODES_CALLED_WITHIN_MS).unref();
    // Once the nodes of before have been called: they wait for their session, a first packet does not yet.
    void this.nodesCalled.then(() => this.#rehearse());
    this.#changes.follow();
    this.#wallClock = setInterval(
      () => this.#host.handle({ kind: 'wallClockRead', wallClockMs: Date.now() }),
      WALL_CLOCK_MS,
    );
    this.#row.start(
      () => ({ ...this.counts(), ...this.#dependencies.countsOfOthers?.() }),
      (error) => this.#warn('heartbeat not written', error),
    );
    const { endpoints } = this.#dependencies;
    const held = { nodes: profiles.length, leases: leases.length };
    this.#dependencies.log.info({ port, ipv6, endpoints, ...held }, 'signalling started');
    return port;
  }

  counts(): Record<string, number> {
    return { ...this.#core.counts(), ...this.#store.counts, ...this.#sockets.counts };
  }

  /** What the store still has to write is written before the database is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#wallClock);
    this.#rehearsals.stop();
    this.#settleNodesCalled();
    this.#host.close();
    await Promise.all([this.#sockets.close(), this.#row.stop(), this.#changes.stop()]);
    await this.#store.stop();
    await this.#pool.end();
  }

  #rehearse(): void {
    if (this.#stopped) return;
    const { primitives, randomBytes } = this.#coreOptions;
    this.#rehearsals.start({ primitives, randomBytes }, (error) =>
      this.#warn('rehearsal failed; the first directions may take longer, nothing else', error),
    );
  }

  /** Packets that come before the nodes are known are left to their senders' repeats. */
  #handle(input: DcInput): void {
    if (this.#started) this.#host.handle(input);
  }

  #warn(message: string, error: Error): void {
    this.#dependencies.log.warn({ error: error.message }, message);
  }
}

function coreOptions({ realm, worker, signing }: SignallingDependencies): DcOptions {
  const random = new RandomPool();
  return {
    primitives: nodePrimitives,
    randomBytes: (length: number) => random.take(length),
    keys: worker,
    realm: realmFacts(realm),
    sign: ed25519Signer(signing.privateKey),
    allowedTestPrefixes: realm.allowedTestPrefixes.map(parsePrefix),
  };
}

function realmFacts({ domain, ipv4Pool, ipv6Pool }: RealmSettings): RealmFacts {
  const prefixes = [parsePrefix(ipv4Pool), parsePrefix(ipv6Pool)];
  return { domain, prefixes, resolvers: prefixes.map(firstHost) };
}

/** The resolver of a pool: its first host address. */
function firstHost({ address: { family, bytes } }: Prefix): IpAddress {
  const first = bytes.slice();
  first[first.length - 1] = 1;
  return { family, bytes: first };
}

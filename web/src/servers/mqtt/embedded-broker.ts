/**
 * The broker inside the coordinator's process: MQTT 5, plain on the loopback address and TLS on all. Everything it
 * holds is in memory: truth is in the database on the way down and in the nodes' buffers on the way up.
 */
import { createServer, type Server } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AedesOptions, type Client } from 'aedes';
import type { BrokerTls } from '../../keys/load-keys.ts';
import { PortError } from '../expected-error.ts';
import {
  claimedPrincipal,
  mayLeaveWill,
  mayPublish,
  mayReceive,
  maySubscribe,
  type Principal,
} from './access-rules.ts';
import { MAX_PACKET_BYTES } from './broker-limits.ts';
import { type Credential, CredentialCheck } from './credential-check.ts';
import type { EpochOf } from './node-epochs.ts';
import { PublishAllowance } from './publish-allowance.ts';
import { findRetainedByTopic, type RetainedStore } from './retained-by-topic.ts';

/** What the embedded broker needs. Ports of 0 are chosen by the system. */
export interface EmbeddedBrokerOptions {
  readonly plainPort: number;
  readonly tlsPort: number;
  /** Address that the TLS port listens on; all where absent. */
  readonly tlsAddress?: string;
  readonly tls: BrokerTls;
  readonly brokerSecret: Uint8Array;
  readonly epochOf: EpochOf;
  /** A client was refused, did what it may not, or has to wait; `reason` is one of few words. */
  onRefused(reason: string, clientId: string): void;
}

interface Connected extends Credential {
  readonly client: Client;
  readonly allowance: PublishAllowance;
}

/** A client that does not read what is more than the system holds for it is let go: its messages hold up their sender. */
const DRAIN_WITHIN_MS = 2_000;
const TLS_HANDSHAKE_WITHIN_MS = 10_000;
/** `returnCode` values of a refused CONNECT. */
const SERVER_UNAVAILABLE = 3;
const BAD_USERNAME_OR_PASSWORD = 4;

export class EmbeddedBroker {
  readonly #options: EmbeddedBrokerOptions;
  /** Also of clients on their way out: a last will is authorised after the connection ended. */
  readonly #known = new WeakMap<Client, Connected>();
  readonly #connected = new Set<Connected>();
  readonly #credentials: CredentialCheck;
  readonly #servers: Server[] = [];
  #aedes: Aedes | undefined;

  constructor(options: EmbeddedBrokerOptions) {
    this.#options = options;
    this.#credentials = new CredentialCheck(options.brokerSecret, options.epochOf);
  }

  /** Listens on both ports and says which; fails with a clear error when one is taken. */
  async start(): Promise<{ plainPort: number; tlsPort: number }> {
    const { plainPort, tlsPort, tls, tlsAddress } = this.#options;
    const aedes = await Aedes.createBroker(this.#settings());
    // Not in its types.
    findRetainedByTopic((aedes as unknown as { readonly persistence: RetainedStore }).persistence);
    this.#aedes = aedes;
    aedes.on('clientError', (client, error) => this.#options.onRefused(error.message, client.id));
    aedes.on('connectionError', (client, error) => this.#options.onRefused(error.message, client.id ?? ''));
    // Small messages go at once: waiting for more to send with them costs 40 ms.
    const plain = createServer({ noDelay: true }, aedes.handle);
    const secure = createTlsServer(
      {
        key: tls.key,
        cert: tls.certificate,
        minVersion: 'TLSv1.2',
        handshakeTimeout: TLS_HANDSHAKE_WITHIN_MS,
        noDelay: true,
      },
      aedes.handle,
    );
    secure.on('tlsClientError', () => this.#options.onRefused('no TLS', ''));
    return {
      plainPort: await this.#listen(plain, plainPort, '127.0.0.1', 'NTM_MQTT_PORT'),
      tlsPort: await this.#listen(secure, tlsPort, tlsAddress, 'NTM_MQTTS_PORT'),
    };
  }

  /** Ends the connection of a node whose credential is no longer good. */
  async recheck(node: string): Promise<void> {
    this.#credentials.changed(node);
    for (const connected of [...this.#connected]) {
      if (connected.principal.kind !== 'node' || connected.principal.node !== node) continue;
      if ((await this.#options.epochOf(node)) !== connected.epoch) connected.client.close();
    }
  }

  /** As `recheck`, for all that are connected. */
  async recheckAll(): Promise<void> {
    this.#credentials.changed();
    const nodes = [...this.#connected].flatMap(({ principal }) =>
      principal.kind === 'node' ? [principal.node] : [],
    );
    for (const node of nodes) await this.recheck(node);
  }

  /** How many are connected now, our servers among them. */
  get connections(): number {
    return this.#connected.size;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => (this.#aedes ? this.#aedes.close(resolve) : resolve()));
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #settings(): AedesOptions {
    return {
      maximumPacketSize: MAX_PACKET_BYTES,
      connectTimeout: 10_000,
      drainTimeout: DRAIN_WITHIN_MS,
      // Messages to one client wait for that client: with a limit for all, a few that do not read would hold up everybody.
      concurrency: 0,
      keepaliveLimit: 600,
      maxTopicLevels: 8,
      queueLimit: 100,
      // A kept session would replay every stale revision; what must last is retained or in the database.
      sessionExpiryIntervalLimit: 1,
      preConnect: (client, packet, done) => this.#admitConnect(client, packet, done),
      authenticate: (client, username, password, done) =>
        this.#authenticate(client, username, password, done),
      authorizePublish: (client, packet, done) => this.#authorizePublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => {
        const allowed = this.#may(client, (principal) => maySubscribe(principal, subscription.topic));
        if (!allowed) this.#options.onRefused('subscription denied', client.id);
        done(null, allowed ? subscription : null);
      },
      authorizeForward: (client, packet) =>
        this.#may(client, (principal) => mayReceive(principal, packet.topic)) ? packet : null,
    };
  }

  #admitConnect: NonNullable<AedesOptions['preConnect']> = (_client, packet, done) => {
    const principal = claimedPrincipal(packet.clientId, packet.username);
    const { will } = packet;
    const admitted =
      packet.protocolVersion === 5 &&
      principal !== undefined &&
      (will === undefined || mayLeaveWill(principal, will));
    done(admitted ? null : new Error('connect denied'), admitted);
  };

  #authenticate: NonNullable<AedesOptions['authenticate']> = (client, username, password, done) => {
    this.#credentials.of(client.id, username, password ?? Buffer.alloc(0)).then(
      (credential) => {
        if (credential === undefined) {
          done(Object.assign(new Error('bad credential'), { returnCode: BAD_USERNAME_OR_PASSWORD }), false);
          return;
        }
        // Whoever left meanwhile has closed already, and would be kept for good.
        if (client.conn.destroyed) {
          done(Object.assign(new Error('gone'), { returnCode: SERVER_UNAVAILABLE }), false);
          return;
        }
        this.#remember({ client, ...credential, allowance: new PublishAllowance(performance.now()) });
        done(null, true);
      },
      (error: Error) => done(Object.assign(error, { returnCode: SERVER_UNAVAILABLE }), false),
    );
  };

  #remember(connected: Connected): void {
    this.#known.set(connected.client, connected);
    this.#connected.add(connected);
    connected.client.conn.once('close', () => this.#connected.delete(connected));
  }

  #authorizePublish: NonNullable<AedesOptions['authorizePublish']> = (client, packet, done) => {
    // Without a client it is the broker's own message, or the will of a client that went with another broker.
    if (client === null) {
      done();
      return;
    }
    const connected = this.#known.get(client);
    const allowed = connected !== undefined && mayPublish(connected.principal, packet);
    const answer = () => (allowed ? done() : done(new Error('publish denied')));
    // What is denied takes as long, so that trying costs as much as telling.
    const delay = connected?.principal.kind === 'node' ? connected.allowance.delayOf(performance.now()) : 0;
    if (delay === 0) {
      answer();
      return;
    }
    this.#options.onRefused('throttled', client.id);
    setTimeout(answer, delay);
  };

  #may(client: Client, rule: (principal: Principal) => boolean): boolean {
    const connected = this.#known.get(client);
    return connected !== undefined && rule(connected.principal);
  }

  #listen(server: Server, port: number, address: string | undefined, variable: string): Promise<number> {
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(
          taken ? new PortError(`TCP port ${port} (MQTT) is taken; set ${variable} to another.`) : error,
        );
      });
      server.listen({ port, ...(address && { host: address }) }, () => {
        // From now on what fails is one connection that could not be taken, for want of files or memory.
        server.removeAllListeners('error').on('error', () => this.#options.onRefused('not taken', ''));
        resolve((server.address() as { port: number }).port);
      });
    });
  }
}

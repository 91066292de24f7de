import {
  formatNodeId,
  parseEndpoint,
  parseIpAddress,
  parsePrefix,
  type SignallingFrame,
  tai64nAfter,
} from '@ntmobile/shared';
import { DirectionCoordinator } from '../../../dc/coordinator.ts';
import type { NodeProfile } from '../../../dc/directory/node-profile.ts';
import type { DcInput } from '../../../dc/inputs.ts';
import type { DcOptions } from '../../../dc/options.ts';
import type { DcOutput } from '../../../dc/outputs.ts';
import { RehearsedNode } from './rehearsed-node.ts';

const DOMAIN = 'rehearsal.internal';
const PREFIX = '198.18.0.0/15';

/** What a rehearsal takes of the coordinator that is to be fast: its code, and none of its keys or facts. */
export type RehearsalOptions = Pick<DcOptions, 'primitives' | 'randomBytes' | 'sign'>;

/**
 * A coordinator and two nodes that live for this call: both register, one asks for the other, and both are directed. The
 * engine compiles code when it first runs; so that is done before a first packet waits for it. Keys, names and addresses
 * are thrown away, nothing leaves the process and nothing is asked of the database.
 */
export function rehearseDirection(options: RehearsalOptions, wallClockMs: number): void {
  const stage = new Stage(options, wallClockMs);
  const [caller, callee] = [stage.join('caller', 1), stage.join('callee', 2)];
  const target = { kind: 'name', name: `callee.${DOMAIN}` } as const;
  const request = {
    kind: 'directionRequest',
    transaction: 2,
    lookup: false,
    target,
    candidates: [],
  } as const;
  stage.receive(caller, caller.packet(request));
  for (const node of [caller, callee])
    stage.receive(node, node.packet({ kind: 'keepAlive', transaction: 3 }));
  if ([caller, callee].every(isDirected)) return;
  throw new Error('a rehearsed direction did not reach both nodes');
}

function isDirected({ frames }: RehearsedNode): boolean {
  return ['registrationResponse', 'routeDirection', 'keepAliveAnswer'].every((kind) =>
    frames.some((frame) => frame.kind === kind),
  );
}

class Stage {
  readonly #options: RehearsalOptions;
  readonly #wallClockMs: number;
  readonly #coordinatorKey: Uint8Array;
  readonly #coordinator: DirectionCoordinator;
  readonly #nodes = new Map<string, RehearsedNode>();

  constructor(options: RehearsalOptions, wallClockMs: number) {
    this.#options = options;
    this.#wallClockMs = wallClockMs;
    const keys = this.#drawKeys();
    this.#coordinatorKey = keys.publicKey;
    const resolvers = [parseIpAddress('198.18.0.1')];
    const realm = { domain: DOMAIN, prefixes: [parsePrefix(PREFIX)], resolvers };
    this.#coordinator = new DirectionCoordinator({ ...options, keys, realm, allowedTestPrefixes: [] });
    this.#feed({ kind: 'started', wallClockMs, profiles: [], leases: [] });
  }

  /** A node that is known, shakes hands and registers. */
  join(name: string, number: number): RehearsedNode {
    const { primitives, randomBytes } = this.#options;
    const keys = this.#drawKeys();
    const endpoint = `192.0.2.${number}:5000`;
    const node = new RehearsedNode({ primitives, keys, coordinatorKey: this.#coordinatorKey, endpoint });
    this.#nodes.set(endpoint, node);
    this.#feed({ kind: 'nodeChanged', profile: this.#profile(name, number, keys.publicKey) });
    this.receive(node, node.initiation(randomBytes(32), tai64nAfter(this.#wallClockMs, undefined)));
    this.receive(node, node.packet(registration(endpoint, randomBytes(16))));
    return node;
  }

  receive(node: RehearsedNode, datagram: Uint8Array): void {
    this.#feed({ kind: 'packetReceived', source: node.endpoint, datagram });
  }

  /** All of it happens at one instant: no timer is ever due. */
  #feed(input: DcInput): void {
    this.#coordinator.handleInput(input, 0);
    const answers: DcInput[] = [];
    for (let output = this.#next(); output.kind !== 'armTimer'; output = this.#next()) {
      if (output.kind === 'sendPacket') this.#nodes.get(output.destination)?.received(output.datagram);
      else if (output.kind === 'storePath')
        answers.push({ kind: 'pathStored', pair: output.pair, pathId: output.pathId });
      else if (output.kind === 'loadPeers')
        answers.push({ kind: 'peersLoaded', nodeId: output.nodeId, paths: [] });
    }
    for (const answer of answers) this.#feed(answer);
  }

  #next(): DcOutput {
    return this.#coordinator.pollOutput();
  }

  #profile(name: string, number: number, staticKey: Uint8Array): NodeProfile {
    const id = formatNodeId(this.#options.randomBytes(16));
    const addresses = [parseIpAddress(`198.18.0.${10 + number}`)];
    return { id, staticKey, name, addresses, prefixes: [], standing: 'admitted' };
  }

  #drawKeys(): { privateKey: Uint8Array; publicKey: Uint8Array } {
    const privateKey = this.#options.randomBytes(32);
    return { privateKey, publicKey: this.#options.primitives.x25519PublicKey(privateKey) };
  }
}

function registration(endpoint: string, bootId: Uint8Array): SignallingFrame {
  return {
    kind: 'registrationRequest',
    transaction: 1,
    candidates: [{ source: 'interface', network: 1, endpoint: parseEndpoint(endpoint) }],
    agent: 'rehearsal',
    capabilities: { control: 1 },
    bootId,
  };
}

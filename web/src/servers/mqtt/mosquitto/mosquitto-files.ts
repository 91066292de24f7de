import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { everyNodeFilter, LEAVES, type Leaf, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import { MAX_PACKET_BYTES } from '../broker-limits.ts';
import { STATISTICS_TOPICS } from './broker-statistics.ts';
import type { NodeCredential } from './node-credential.ts';

/** Topics of mosquitto's dynamic-security plugin. */
export const CONTROL_TOPIC = '$CONTROL/dynamic-security/v1';
export const RESPONSE_TOPIC = `${CONTROL_TOPIC}/response`;

/** What a mosquitto of the fleet is configured with. */
export interface MosquittoOptions {
  /** Folder of these files, absolute; mosquitto must be able to write to it. */
  readonly directory: string;
  /** User that mosquitto runs as. */
  readonly user: string;
  /** mosquitto's dynamic-security plugin. */
  readonly plugin: string;
  /** TLS for the nodes, and for servers of other machines. */
  readonly tls: { readonly port: number; readonly address?: string } & Record<
    'keyFile' | 'certificateFile',
    string
  >;
  /** Plain, on the loopback address, for servers of this machine. */
  readonly plainPort: number;
  /** Credential of the coordinator. */
  readonly server: { readonly username: string; readonly password: string };
  /** Messages that wait for one client at most; what comes beyond is dropped and counted. 100,000 where absent. */
  readonly queuedMessages?: number;
  /** Nodes that may connect at once; the coordinator adds and removes others while it runs. */
  readonly nodes: readonly NodeCredential[];
}

/** PBKDF2-SHA512 rounds: nodes' passwords are 256 random bits; a person may have chosen the server's. */
const ITERATIONS = { node: 101, server: 100_000 };
const MOST_QUEUED = 100_000;
const ALL = Object.keys(LEAVES) as Leaf[];

/** The files by name: `mosquitto.conf`, what it includes, and the plugin's first state. */
export function mosquittoFiles(options: MosquittoOptions): Record<string, string> {
  return {
    'mosquitto.conf': configuration(options),
    'access.acl': nodeAccess(),
    'dynamic-security.json': `${JSON.stringify(firstState(options), undefined, '\t')}\n`,
  };
}

function configuration(options: MosquittoOptions): string {
  const { directory, user, plugin, tls, plainPort, queuedMessages = MOST_QUEUED } = options;
  return `# Written for this fleet. The coordinator keeps the nodes' credentials in dynamic-security.json.
user ${user}
allow_anonymous false
plugin ${plugin}
plugin_opt_config_file ${join(directory, 'dynamic-security.json')}
# What the plugin does not decide: the topics of nodes, by direction.
acl_file ${join(directory, 'access.acl')}

# What must last is in the database or in the buffers of the nodes.
persistence false
max_packet_size ${MAX_PACKET_BYTES}
max_keepalive 600
max_inflight_messages 100
# Only servers publish to nodes, so that a queue grows by what we send; the presence of a whole fleet fits into ours.
max_queued_messages ${queuedMessages}
max_queued_bytes 268435456
set_tcp_nodelay true
# What it says of itself in $SYS, in seconds.
sys_interval 5
log_type error
log_type warning

listener ${plainPort} 127.0.0.1
max_qos 1

listener ${[tls.port, tls.address].filter((part) => part !== undefined).join(' ')}
max_qos 1
certfile ${tls.certificateFile}
keyfile ${tls.keyFile}
tls_version tlsv1.2
`;
}

/** Each node by its user name, which is its client id and node id. */
function nodeAccess(): string {
  const lines = ALL.map(
    (leaf) => `pattern ${LEAVES[leaf].direction === 'up' ? 'write' : 'read'} ${nodeTopic('%u', leaf)}`,
  );
  return `${lines.join('\n')}\n`;
}

function firstState({ server, nodes }: MosquittoOptions) {
  const role = { rolename: 'server', priority: 0 };
  return {
    defaultACLAccess: {
      publishClientSend: false,
      publishClientReceive: false,
      subscribe: false,
      unsubscribe: true,
    },
    clients: [
      { username: server.username, ...hashed(server.password, ITERATIONS.server), roles: [role] },
      ...nodes.map(({ node, password, mark }) => ({
        username: node,
        clientid: node,
        textname: mark,
        ...hashed(password, ITERATIONS.node),
      })),
    ],
    roles: [{ rolename: 'server', acls: serverAccess() }],
  };
}

function serverAccess() {
  const allow = (acltype: string, topic: string) => ({ acltype, topic, priority: 0, allow: true });
  return [
    allow('publishClientSend', CONTROL_TOPIC),
    allow('publishClientReceive', RESPONSE_TOPIC),
    allow('subscribeLiteral', RESPONSE_TOPIC),
    ...STATISTICS_TOPICS.flatMap((topic) => [
      allow('publishClientReceive', topic),
      allow('subscribeLiteral', topic),
    ]),
    // Upward leaves too: what a node retained where it may not, or left when it was deleted, is cleared.
    ...ALL.map((leaf) => allow('publishClientSend', everyNodeFilter(leaf))),
    ...leavesOf('up').flatMap((leaf) => [
      allow('publishClientReceive', everyNodeFilter(leaf)),
      allow('subscribePattern', everyNodeFilter(leaf)),
    ]),
  ];
}

function hashed(password: string, iterations: number) {
  const salt = randomBytes(12);
  return {
    password: pbkdf2Sync(password, salt, iterations, 64, 'sha512').toString('base64'),
    salt: salt.toString('base64'),
    iterations,
  };
}

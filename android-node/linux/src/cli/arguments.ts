import { parseArgs } from 'node:util';
import { parseEndpoint, parsePrefix } from '@ntmobile/shared';
import type { EnrolOptions } from '../enrolment/enrol.ts';
import type { UpOptions } from '../run/up.ts';
import { DEFAULT_STATE, HELP_LINE } from './clone-line.ts';
import { isAddressWithLength, parses } from './text-forms.ts';

/** A parsed command line. */
export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'enrol' } & EnrolOptions)
  | ({ readonly kind: 'up' } & UpOptions)
  | { readonly kind: 'status'; readonly state: string; readonly json: boolean }
  | { readonly kind: 'down'; readonly state: string }
  | { readonly kind: 'key'; readonly state: string }
  | { readonly kind: 'peerAdd'; readonly state: string; readonly peer: PeerArguments };

/** A stock WireGuard peer as a person writes it. */
export interface PeerArguments {
  readonly name: string;
  /** 32 bytes, base64. */
  readonly publicKey: string;
  readonly prefixes: readonly string[];
  readonly endpoint?: string;
  readonly presharedKeyFile?: string;
  readonly keepaliveSeconds?: number;
  readonly pathMtu?: number;
}

/** A command line that cannot be carried out, with words for the person who wrote it. */
export class UsageError extends Error {}

export const USAGE = `ntm-node: an NTMobile node on Linux

  ntm-node enrol 'ENROLMENT-STRING' [--name NAME] [--again]
                                                  join a realm ('ntm://enrol?...' from the console, in quotes);
                                                  "-" reads it from the standard input, where no other user sees it
  ntm-node up [--tun NAME] [--listen-port PORT] [--address ADDRESS/LENGTH]... [--resolver auto|none|FILE]
           [--wireguard-keylog FILE]              run in the foreground until "down" or a signal
  ntm-node status [--json]                        what a running node does
  ntm-node down                                   say goodbye and stop
  ntm-node key                                    print the node's public key (base64)
  ntm-node peer add NAME --public-key KEY --prefix PREFIX... [--endpoint ADDRESS:PORT]
           [--preshared-key-file FILE] [--keepalive SECONDS] [--mtu BYTES]
                                                  add a stock WireGuard peer; takes effect at the next "up"

In a clone: npx --no ntm-node COMMAND ..., and for these lines: ${HELP_LINE}
Every command takes --state DIRECTORY (default: $NTM_STATE_DIR or ${DEFAULT_STATE}).
--resolver auto uses systemd-resolved where it runs and else changes nothing; FILE is written as a resolv.conf.
--wireguard-keylog is for debugging only: whoever has that file reads all traffic of this node.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  state: { type: 'string' },
  name: { type: 'string' },
  again: { type: 'boolean' },
  tun: { type: 'string' },
  'listen-port': { type: 'string' },
  address: { type: 'string', multiple: true },
  resolver: { type: 'string' },
  'wireguard-keylog': { type: 'string' },
  json: { type: 'boolean' },
  'public-key': { type: 'string' },
  prefix: { type: 'string', multiple: true },
  endpoint: { type: 'string' },
  'preshared-key-file': { type: 'string' },
  keepalive: { type: 'string' },
  mtu: { type: 'string' },
} as const;

type Values = ReturnType<typeof read>['values'];

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  enrol: ['name', 'again'],
  up: ['tun', 'listen-port', 'address', 'resolver', 'wireguard-keylog'],
  status: ['json'],
  down: [],
  key: [],
  'peer add': ['public-key', 'prefix', 'endpoint', 'preshared-key-file', 'keepalive', 'mtu'],
};

/** Parses the words after the program's name; throws UsageError. */
export function parseArguments(words: string[], environment: Record<string, string | undefined>): Command {
  const { values, positionals } = read(words);
  if (values.help || positionals.length === 0) return { kind: 'help' };
  const peer = positionals[0] === 'peer';
  const verb = positionals.slice(0, peer ? 2 : 1).join(' ');
  const rest = positionals.slice(peer ? 2 : 1);
  refuseForeignOptions(verb, values);
  const state = values.state ?? environment.NTM_STATE_DIR ?? DEFAULT_STATE;
  switch (verb) {
    case 'enrol':
      return {
        kind: 'enrol',
        state,
        enrolment: only(rest, 'ENROLMENT-STRING'),
        ...given('name', values.name),
        ...given('again', values.again),
      };
    case 'up':
      none(rest);
      return { kind: 'up', state, ...upOptions(values) };
    case 'status':
      none(rest);
      return { kind: 'status', state, json: values.json ?? false };
    case 'down':
    case 'key':
      none(rest);
      return { kind: verb, state };
    default:
      return { kind: 'peerAdd', state, peer: peerOptions(only(rest, 'NAME'), values) };
  }
}

function read(words: string[]) {
  refuseMisusedOptions(words);
  return parseArgs({ args: words, options: OPTIONS, allowPositionals: true, strict: true });
}

/** What the parser would refuse, in words of ours: its own name no command of this program. */
function refuseMisusedOptions(words: string[]): void {
  const { tokens } = parseArgs({ args: words, options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) throw new UsageError(`there is no option ${rawName}`);
    const takesValue = OPTIONS[name].type === 'string';
    if (!takesValue && value !== undefined) throw new UsageError(`${rawName} takes no value`);
    if (takesValue && value === undefined) throw new UsageError(`${rawName} needs a value`);
    if (takesValue && !inlineValue && /^-./.test(value ?? ''))
      throw new UsageError(
        `${rawName} needs a value; one that begins with "-" is written ${rawName}=${value}`,
      );
  }
}

function isOption(name: string): name is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, name);
}

function refuseForeignOptions(verb: string, values: Values): void {
  const allowed = ALLOWED[verb];
  if (allowed === undefined) throw new UsageError(`unknown command "${verb}"`);
  const foreign = Object.keys(values).find((name) => name !== 'state' && !allowed.includes(name));
  if (foreign) throw new UsageError(`"${verb}" takes no option --${foreign}`);
}

function upOptions(values: Values) {
  const tun = values.tun ?? 'ntm0';
  // IFNAMSIZ less the closing zero; a slash would name another path in /sys.
  if (!/^[^\s/]{1,15}$/.test(tun)) throw new UsageError(`--tun ${tun}: at most 15 characters, no slash`);
  const addresses = values.address ?? [];
  const wrong = addresses.find((text) => !isAddressWithLength(text));
  if (wrong !== undefined)
    throw new UsageError(`--address ${wrong}: an address with a length, such as 10.0.0.1/24`);
  return {
    tun,
    listenPort: integer('listen-port', values['listen-port'], 0, 65_535) ?? 0,
    addresses,
    resolver: values.resolver ?? 'auto',
    ...given('wireguardKeylog', values['wireguard-keylog']),
  };
}

function peerOptions(name: string, values: Values): PeerArguments {
  const publicKey = values['public-key'];
  if (publicKey === undefined) throw new UsageError('peer add needs --public-key');
  if (Buffer.from(publicKey, 'base64').length !== 32)
    throw new UsageError('--public-key: 32 bytes in base64');
  if (values.prefix === undefined) throw new UsageError('peer add needs at least one --prefix');
  refuseUnreadable(values.prefix, values.endpoint);
  return {
    name,
    publicKey,
    prefixes: values.prefix,
    ...given('endpoint', values.endpoint),
    ...given('presharedKeyFile', values['preshared-key-file']),
    ...given('keepaliveSeconds', integer('keepalive', values.keepalive, 1, 65_535)),
    ...given('pathMtu', integer('mtu', values.mtu, 1_280, 65_535)),
  };
}

function refuseUnreadable(prefixes: readonly string[], endpoint: string | undefined): void {
  const wrong = prefixes.find((text) => !parses(parsePrefix, text));
  if (wrong !== undefined)
    throw new UsageError(`--prefix ${wrong}: a prefix without host bits, such as 10.0.0.0/24`);
  if (endpoint !== undefined && !parses(parseEndpoint, endpoint))
    throw new UsageError(
      `--endpoint ${endpoint}: ADDRESS:PORT, such as 192.0.2.1:51820 or [2001:db8::1]:51820`,
    );
}

function integer(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text}: a number from ${least} to ${most}`);
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

function only(rest: readonly string[], what: string): string {
  const [first, ...more] = rest;
  if (first === undefined) throw new UsageError(`${what} is missing`);
  none(more);
  return first;
}

function none(rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`unexpected "${rest[0]}"`);
}

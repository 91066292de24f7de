import { createHash } from 'node:crypto';
import { parseIpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';
import type { TunConfiguration } from '../host/ports.ts';
import { ipBatch } from './ip-command.ts';

type Family = 4 | 6;

/** What the system is to hold: the words after `ip route replace` or `ip rule add`. */
interface Entry {
  readonly kind: 'route' | 'rule';
  readonly words: readonly string[];
}

/** Runs commands of `ip` in order for one family; rejects with the words of those that failed. */
export type IpRunner = (commands: readonly (readonly string[])[], family: Family) => Promise<void>;

/** What of a TUN's configuration decides where packets to the realm go. */
export type RealmRouting = Pick<TunConfiguration, 'addresses' | 'realmPrefixes'>;

/** Before the rules of other programs, which are 5,210 and above, and after the machine's own addresses, which are 0. */
const PREFERENCE = { ofOwnAddress: 4_199, ofEverybody: 4_200 } as const;
/** More rules of one table than a run leaves: a bound, should deleting never end. */
const MOST_LEFT = 32;
const FAMILIES: readonly Family[] = [4, 6];

/**
 * Routes to the realm's prefixes in a table of the TUN's own, which is asked before all routes that networks give: a
 * longer one, by DHCP or router advertisement, would otherwise draw the realm's packets out of the tunnel in clear. It
 * holds nothing but the realm, in which no real address lies that the node itself sends to, so no packet of its own
 * comes back into the TUN. Where the system takes no such rule, the routes of the main table remain and `missing` says
 * what that means.
 */
export class RealmRoutes {
  readonly #tun: string;
  readonly #table: string;
  readonly #ip: IpRunner;
  readonly #present: Record<Family, readonly Entry[]> = { 4: [], 6: [] };
  #begun = false;
  #missing: string | undefined;

  constructor(tun: string, ip: IpRunner = ipBatch) {
    this.#tun = tun;
    this.#table = tableOf(tun);
    this.#ip = ip;
  }

  /** Why a network can draw the realm's traffic to itself, as a sentence with the next step; undefined where it cannot. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** Routes these prefixes and no others so from now on; the TUN is up. */
  async protect(wanted: RealmRouting): Promise<void> {
    if (!this.#begun) await this.#clear();
    this.#begun = true;
    const failures: string[] = [];
    let changes = 0;
    for (const family of FAMILIES) {
      const commands = this.#change(family, wanted);
      changes += commands.length;
      if (commands.length === 0) continue;
      await this.#ip(commands, family).catch((error: Error) => failures.push(error.message));
    }
    if (changes > 0) this.#missing = missing(wanted.realmPrefixes, failures);
  }

  /** Takes the rules away; the routes go with the TUN. What a crash left asks an empty table, until the next start. */
  async remove(): Promise<void> {
    if (!this.#begun) return;
    this.#begun = false;
    await this.#clear();
  }

  /** The commands that lead a family to what is wanted; it counts as done. */
  #change(family: Family, wanted: RealmRouting): string[][] {
    const present = this.#present[family];
    const entries = this.#entries(family, wanted);
    this.#present[family] = entries;
    const isIn = (list: readonly Entry[], { words }: Entry) =>
      list.some((entry) => entry.words.join(' ') === words.join(' '));
    return [
      ...present.filter((entry) => !isIn(entries, entry)).map(({ kind, words }) => [kind, 'del', ...words]),
      ...entries
        .filter((entry) => !isIn(present, entry))
        .map(({ kind, words }) => [kind, kind === 'route' ? 'replace' : 'add', ...words]),
    ];
  }

  #entries(family: Family, { addresses, realmPrefixes }: RealmRouting): Entry[] {
    const prefixes = realmPrefixes.filter((prefix) => prefix.includes(':') === (family === 6));
    if (prefixes.length === 0) return [];
    const rule = (from: string, preference: number): Entry => ({
      kind: 'rule',
      words: ['from', from, 'lookup', this.#table, 'pref', String(preference)],
    });
    return [
      ...prefixes.map(
        (prefix): Entry => ({
          kind: 'route',
          words: [prefix, 'dev', this.#tun, 'table', this.#table],
        }),
      ),
      // Of several nodes on one machine each answers through its own TUN.
      ...ownWithin(prefixes, addresses).map((own) => rule(own, PREFERENCE.ofOwnAddress)),
      rule('all', PREFERENCE.ofEverybody),
    ];
  }

  /** Deletes the rules that ask this table, whichever run made them. */
  async #clear(): Promise<void> {
    for (const family of FAMILIES) {
      this.#present[family] = [];
      for (let deleted = 0; deleted < MOST_LEFT && (await this.#deletesRule(family)); deleted += 1);
    }
  }

  /** False: there is none any more. */
  #deletesRule(family: Family): Promise<boolean> {
    return this.#ip([['rule', 'del', 'lookup', this.#table]], family).then(
      () => true,
      () => false,
    );
  }
}

/** A table for each interface name, the same in each run, and none of the 256 that people number. */
export function tableOf(tun: string): string {
  const drawn = createHash('sha256').update(tun).digest().readUInt32BE();
  return String(0x1_0000 + (drawn % 0x7fff_0000));
}

/** The own addresses (`198.18.0.5/32`) in these networks, without their length. */
function ownWithin(prefixes: readonly string[], addresses: readonly string[]): string[] {
  const networks = prefixes.map(parsePrefix);
  return addresses
    .map((text) => text.replace(/\/.*/, ''))
    .filter((own) => networks.some((network) => prefixContains(network, parseIpAddress(own))));
}

function missing(prefixes: readonly string[], failures: readonly string[]): string | undefined {
  if (failures.length === 0) return undefined;
  return (
    `a network that this machine joins can draw traffic to ${prefixes.join(' and ')} out of the tunnels by routes of ` +
    `its own: the system took no rule against it (${failures.join('; ')}); use a kernel with policy routing and ` +
    'start the node again'
  );
}

import { createHash } from 'node:crypto';
import { parseIpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';
import type { TunConfiguration } from '../host/ports.ts';
import { foremostForeign } from './foreign-rules.ts';
import { type Family, type RoutingSystem, thisSystem } from './routing-system.ts';

/** What the system is to hold: the words after `ip route replace` or `ip rule add`. */
interface Entry {
  readonly kind: 'route' | 'rule';
  readonly words: readonly string[];
}

/** What of a TUN's configuration decides where packets to the realm go. */
export type RealmRouting = Pick<TunConfiguration, 'addresses' | 'realmPrefixes'>;

/**
 * The rule for everybody, where nobody else has one as early; the own addresses' is one before it. A program whose rule
 * has no number gets the one before the foremost, so that ours are moved again when one has come before them.
 */
const USUAL_PREFERENCE = 4_200;
/** The machine's own addresses are 0, and two rules have to fit between. */
const LEAST_PREFERENCE = 2;
/** More rules of one table than a run leaves: a bound, should deleting never end. */
const MOST_LEFT = 32;
const FAMILIES: readonly Family[] = [4, 6];

/**
 * Routes to the realm's prefixes in a table of the TUN's own, which is asked before all routes that networks give: a
 * longer one, by DHCP or router advertisement, would otherwise draw the realm's packets out of the tunnel in clear. It
 * holds nothing but the realm, in which no real address lies that the node itself sends to, so no packet of its own
 * comes back into the TUN. Where the system takes no such rule, or another program's is asked before, the routes of the
 * main table remain and `missing` says what that means.
 */
export class RealmRoutes {
  readonly #tun: string;
  readonly #table: string;
  readonly #system: RoutingSystem;
  /** Undefined where it is not known: before the first change, and after one that failed. */
  readonly #present: Record<Family, readonly Entry[] | undefined> = { 4: undefined, 6: undefined };
  /** Why a family is open; undefined where it is closed. */
  readonly #open: Record<Family, string | undefined> = { 4: undefined, 6: undefined };
  #wanted: RealmRouting | undefined;

  constructor(tun: string, system: RoutingSystem = thisSystem) {
    this.#tun = tun;
    this.#table = tableOf(tun);
    this.#system = system;
  }

  /** Why a network can draw the realm's traffic to itself, as a sentence with the next step; undefined where it cannot. */
  get missing(): string | undefined {
    const open = FAMILIES.filter((family) => this.#open[family] !== undefined && this.#system.has(family));
    if (open.length === 0) return undefined;
    const prefixes = open.flatMap((family) => prefixesOf(family, this.#wanted?.realmPrefixes ?? []));
    return missing(prefixes, new Set(open.flatMap((family) => this.#open[family] ?? [])));
  }

  /** Routes these prefixes and no others so from now on; the TUN is up. */
  async protect(wanted: RealmRouting): Promise<void> {
    this.#wanted = wanted;
    for (const family of FAMILIES) await this.#settle(family, wanted);
  }

  /** Looks again, after a change of networks: whether a rule of another program is asked before, or a family is open. */
  async recheck(): Promise<void> {
    if (this.#wanted !== undefined) await this.protect(this.#wanted);
  }

  /** Takes the rules away; the routes go with the TUN. What a crash left asks an empty table, until the next start. */
  async remove(): Promise<void> {
    if (this.#wanted === undefined) return;
    this.#wanted = undefined;
    for (const family of FAMILIES) {
      await this.#deleteRules(family);
      this.#present[family] = undefined;
      this.#open[family] = undefined;
    }
  }

  async #settle(family: Family, wanted: RealmRouting): Promise<void> {
    try {
      // A system that shows no rules takes none either.
      const before = await this.#foremost(family);
      const preference = Math.max(LEAST_PREFERENCE, Math.min(USUAL_PREFERENCE, before - 1));
      const entries = this.#entries(family, wanted, preference);
      const commands = changeOf(this.#present[family] ?? (await this.#clear(family)), entries);
      this.#present[family] = undefined;
      if (commands.length > 0) await this.#system.ip(commands, family);
      this.#present[family] = entries;
      const isLate = entries.length > 0 && before <= preference;
      this.#open[family] = isLate ? `a rule of another program has preference ${before}` : undefined;
    } catch (error) {
      // What was done of it holds until the next change, which begins anew.
      this.#open[family] = error instanceof Error ? error.message : String(error);
    }
  }

  /** The preference of the foremost rule that is no node's; without any, beyond all. */
  async #foremost(family: Family): Promise<number> {
    const own = new Set([this.#tun, ...this.#system.interfaces()].map(tableOf));
    return foremostForeign(await this.#system.rules(family), own) ?? Number.POSITIVE_INFINITY;
  }

  #entries(family: Family, { addresses, realmPrefixes }: RealmRouting, preference: number): Entry[] {
    const prefixes = prefixesOf(family, realmPrefixes);
    if (prefixes.length === 0) return [];
    const rule = (from: string, pref: number): Entry => ({
      kind: 'rule',
      words: ['from', from, 'lookup', this.#table, 'pref', String(pref)],
    });
    return [
      ...prefixes.map(
        (prefix): Entry => ({
          kind: 'route',
          words: [prefix, 'dev', this.#tun, 'table', this.#table],
        }),
      ),
      // Of several nodes on one machine each answers through its own TUN.
      ...ownWithin(prefixes, addresses).map((own) => rule(own, preference - 1)),
      rule('all', preference),
    ];
  }

  /** Deletes what another run or a failed change left of a family, so that nothing is there. */
  async #clear(family: Family): Promise<readonly Entry[]> {
    await this.#deleteRules(family);
    // A table that nobody filled cannot be emptied.
    await this.#system.ip([['route', 'flush', 'table', this.#table]], family).catch(() => undefined);
    return [];
  }

  /** Deletes the rules of a family that ask this table, whichever run made them. */
  async #deleteRules(family: Family): Promise<void> {
    for (let deleted = 0; deleted < MOST_LEFT && (await this.#deletesRule(family)); deleted += 1);
  }

  /** False: there is none any more. */
  #deletesRule(family: Family): Promise<boolean> {
    return this.#system.ip([['rule', 'del', 'lookup', this.#table]], family).then(
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

/** The commands that lead from one state to the other; what comes is there before what goes is taken away. */
function changeOf(present: readonly Entry[], wanted: readonly Entry[]): string[][] {
  const isIn = (list: readonly Entry[], { words }: Entry) =>
    list.some((entry) => entry.words.join(' ') === words.join(' '));
  return [
    ...wanted
      .filter((entry) => !isIn(present, entry))
      .map(({ kind, words }) => [kind, kind === 'route' ? 'replace' : 'add', ...words]),
    ...present.filter((entry) => !isIn(wanted, entry)).map(({ kind, words }) => [kind, 'del', ...words]),
  ];
}

function prefixesOf(family: Family, prefixes: readonly string[]): string[] {
  return prefixes.filter((prefix) => prefix.includes(':') === (family === 6));
}

/** The own addresses (`198.18.0.5/32`) in these networks, without their length. */
function ownWithin(prefixes: readonly string[], addresses: readonly string[]): string[] {
  const networks = prefixes.map(parsePrefix);
  return addresses
    .map((text) => text.replace(/\/.*/, ''))
    .filter((own) => networks.some((network) => prefixContains(network, parseIpAddress(own))));
}

function missing(prefixes: readonly string[], reasons: ReadonlySet<string>): string {
  return (
    `a network that this machine joins can draw traffic to ${prefixes.join(' and ')} out of the tunnels by routes of ` +
    `its own: no rule of ours is asked first (${[...reasons].join('; ')}); use a kernel with policy routing, ` +
    'end programs that have rules of preference 0 to 2 (ip rule), and start the node again'
  );
}

import { parseIpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';
import { ipBatch } from './ip-command.ts';

/** What the TUN is to look like: prefixes as text, MTU of inner packets in bytes. */
export interface TunSettings {
  readonly addresses: readonly string[];
  readonly prefixes: readonly string[];
  readonly mtu: number;
}

/** The commands that lead from one state of the interface to the next, in order. */
export function tunCommands(
  name: string,
  before: TunSettings | undefined,
  wanted: TunSettings,
): readonly (readonly string[])[] {
  const commands: string[][] = [];
  if (before?.mtu !== wanted.mtu) commands.push(['link', 'set', 'dev', name, 'mtu', String(wanted.mtu)]);
  if (before === undefined) commands.push(['link', 'set', 'dev', name, 'up']);
  for (const address of without(before?.addresses, wanted.addresses)) {
    commands.push(['address', 'del', address, 'dev', name]);
  }
  for (const address of without(wanted.addresses, before?.addresses)) {
    // nodad: nobody else can hold an address of the realm, and a tentative one cannot be bound yet.
    const flags = address.includes(':') ? ['nodad'] : [];
    commands.push(['address', 'replace', address, 'dev', name, ...flags]);
  }
  for (const prefix of without(before?.prefixes, wanted.prefixes)) {
    commands.push(['route', 'del', prefix, 'dev', name]);
  }
  for (const prefix of without(wanted.prefixes, before?.prefixes)) {
    commands.push(['route', 'replace', prefix, 'dev', name, ...source(prefix, wanted)]);
  }
  return commands;
}

/** With several addresses the system takes the first one as source, unless a route names the one of its network. */
function source(prefix: string, { addresses }: TunSettings): string[] {
  const { address: first } = parsePrefix(prefix);
  for (const text of addresses) {
    const [own = '', length] = text.split('/');
    const network = { address: parseIpAddress(own), length: Number(length) };
    if (prefixContains(network, first)) return ['src', own];
  }
  return [];
}

function without(list: readonly string[] | undefined, other: readonly string[] | undefined): string[] {
  return (list ?? []).filter((entry) => !other?.includes(entry));
}

/**
 * The TUN interface of this node: brings it from its present to the wanted state, one change after the other. What
 * fails does not keep the rest from being done (a machine may lack one address family); it is thrown afterwards.
 */
export class TunInterface {
  readonly #name: string;
  #present: TunSettings | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(name: string) {
    this.#name = name;
  }

  configure(wanted: TunSettings): Promise<void> {
    const change = this.#last.then(() => this.#apply(wanted));
    this.#last = change.catch(() => undefined);
    return change;
  }

  async #apply(wanted: TunSettings): Promise<void> {
    const commands = tunCommands(this.#name, this.#present, wanted);
    this.#present = wanted;
    await ipBatch(commands);
  }
}

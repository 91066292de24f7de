import { type DirectionTarget, DNS_TYPE, type IpAddress } from '@ntmobile/shared';
import { addressOfReverseName } from './reverse-name.ts';

/** A question for a name in lower case without final dot. */
export interface Question {
  readonly name: string;
  readonly type: number;
}

/** A node with the name and the addresses that are answered for it. */
export interface NamedNode {
  /** Label under the realm's domain. */
  readonly name: string;
  readonly addresses: readonly IpAddress[];
}

/** What the node knows without asking: itself, and peers by live tunnels. */
export interface KnownNames {
  readonly domain: string;
  readonly contains: (address: IpAddress) => boolean;
  readonly byName: (label: string) => NamedNode | undefined;
  readonly byAddress: (address: IpAddress) => NamedNode | undefined;
}

/** What to do with a question. */
export type DnsDecision =
  | { readonly kind: 'forward' }
  | { readonly kind: 'ask'; readonly target: DirectionTarget; readonly lookup: boolean }
  | { readonly kind: 'node'; readonly node: NamedNode }
  | { readonly kind: 'realm' }
  | { readonly kind: 'noSuchName' };

/** Decides by the question alone; `known` is undefined while the node has no realm. */
export function decideAnswer(question: Question, known: KnownNames | undefined): DnsDecision {
  if (known === undefined) return { kind: 'forward' };
  const { name } = question;
  if (name === known.domain) return { kind: 'realm' };
  if (name.endsWith(`.${known.domain}`)) return decideName(question, known);
  const address = addressOfReverseName(name);
  if (address === undefined || !known.contains(address)) return { kind: 'forward' };
  const node = known.byAddress(address);
  return node === undefined
    ? { kind: 'ask', target: { kind: 'address', address }, lookup: true }
    : { kind: 'node', node };
}

function decideName({ name, type }: Question, known: KnownNames): DnsDecision {
  const label = name.slice(0, -known.domain.length - 1);
  // Nodes have one label: what has more cannot exist, and no coordinator need be asked.
  if (label.includes('.') || label.length > 63) return { kind: 'noSuchName' };
  const node = known.byName(label);
  if (node !== undefined) return { kind: 'node', node };
  const lookup = type !== DNS_TYPE.A && type !== DNS_TYPE.AAAA;
  return { kind: 'ask', target: { kind: 'name', name }, lookup };
}

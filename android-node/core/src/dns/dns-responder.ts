import {
  DecodeError,
  type DirectionTarget,
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsMessage,
  decodeDnsMessage,
} from '@ntmobile/shared';
import type { DirectionEnd } from '../directions/directions.ts';
import type { Realm } from '../realm/realm.ts';
import type { NodeServices } from '../services.ts';
import type { TunnelTable } from '../tunnel/tunnel-table.ts';
import { type DnsDecision, decideAnswer, type KnownNames, type NamedNode } from './decide-answer.ts';
import {
  answerAddresses,
  answerEmpty,
  answerFailure,
  answerNoSuchName,
  answerNothing,
  answerPointer,
  answerRealm,
} from './dns-answers.ts';
import { leadsInside } from './forbidden-address.ts';
import { addressOfReverseName } from './reverse-name.ts';

const UPSTREAM_MS = 10_000;
/** Queries that wait at once: each that is forwarded has a socket of its own. */
const LARGEST_WAITING = 256;

/** What names are answered from. */
export interface DnsSurroundings {
  readonly realm: Realm;
  readonly table: TunnelTable;
  /** Asks the coordinator; `directionEnded` follows within 2 s. */
  readonly ask: (target: DirectionTarget, lookup: boolean, query: number, now: number) => void;
}

/** Answers the queries of this machine's applications: the realm's names here, all others upstream. */
export class DnsResponder {
  readonly #services: NodeServices;
  readonly #surroundings: DnsSurroundings;
  /** Queries that wait for an upstream resolver or for the coordinator, by the data plane's number. */
  readonly #waiting = new Map<number, DnsMessage>();

  constructor(services: NodeServices, surroundings: DnsSurroundings) {
    this.#services = services;
    this.#surroundings = surroundings;
  }

  queryReceived(id: number, payload: Uint8Array, now: number): void {
    const query = attemptDecode(payload);
    const question = query?.questions[0];
    if (query === undefined || query.response) {
      this.#services.outputs.count('dnsMalformed');
      return;
    }
    if (query.opcode !== 0) {
      this.#answer(id, answerFailure(query, DNS_RCODE.notImplemented));
    } else if (question === undefined || query.questions.length > 1) {
      this.#answer(id, answerFailure(query, DNS_RCODE.formatError));
    } else {
      const { type, class: ofClass } = question;
      const known = ofClass === DNS_CLASS_IN ? this.#knownNames() : undefined;
      this.#act(id, query, decideAnswer({ name: question.name.toLowerCase(), type }, known), {
        payload,
        now,
      });
    }
  }

  /** The coordinator's answer, or that there is none, for queries that were waiting for it. */
  directionEnded(queries: readonly number[], end: DirectionEnd): void {
    for (const id of queries) {
      const query = this.#take(id);
      if (query !== undefined) this.#answer(id, this.#answerOf(query, end));
    }
  }

  /** The upstream's answer to a forwarded query; none came without payload. */
  upstreamAnswered(id: number, payload: Uint8Array | undefined): void {
    const query = this.#take(id);
    if (query !== undefined) this.#answer(id, this.#fromUpstream(query, payload));
  }

  /** What came, unread but for addresses that others must not name. */
  #fromUpstream(query: DnsMessage, payload: Uint8Array | undefined): Uint8Array {
    if (payload === undefined) return answerFailure(query);
    const answer = attemptDecode(payload);
    if (answer === undefined) {
      this.#services.outputs.count('dnsUpstreamMalformed');
      return answerFailure(query);
    }
    if (!leadsInside(answer, this.#surroundings.realm.facts?.prefixes ?? [])) return payload;
    this.#services.outputs.count('dnsForbiddenAddress');
    return answerEmpty(query);
  }

  /** The `dnsUpstream` timer of a query. */
  upstreamExpired(id: number): void {
    this.#take(id);
  }

  #act(
    id: number,
    query: DnsMessage,
    decision: DnsDecision,
    received: { payload: Uint8Array; now: number },
  ): void {
    const domain = this.#domain;
    const waits = decision.kind === 'forward' || decision.kind === 'ask';
    if (waits && this.#waiting.size >= LARGEST_WAITING) {
      this.#services.outputs.count('dnsTooMany');
      this.#answer(id, answerFailure(query));
      return;
    }
    switch (decision.kind) {
      case 'forward':
        this.#waiting.set(id, query);
        this.#services.timers.arm('dnsUpstream', id, received.now + UPSTREAM_MS);
        this.#services.outputs.emit({ kind: 'forwardDns', id, payload: received.payload });
        break;
      case 'ask':
        this.#waiting.set(id, query);
        this.#surroundings.ask(decision.target, decision.lookup, id, received.now);
        break;
      case 'node':
        this.#answer(id, answerNode(query, decision.node, domain));
        break;
      case 'realm':
        this.#answer(id, answerRealm(query, domain));
        break;
      case 'noSuchName':
        this.#answer(id, answerNoSuchName(query, domain));
        break;
      default:
        decision satisfies never;
    }
  }

  #answerOf(query: DnsMessage, end: DirectionEnd): Uint8Array {
    switch (end.kind) {
      case 'accepted':
      case 'offline':
        return answerNode(query, end.node, this.#domain);
      case 'noSuchName':
        return answerNoSuchName(query, this.#domain);
      case 'busy':
      case 'unreachable': {
        // A peer met before keeps its addresses: its tunnel may well be built without the coordinator.
        const remembered = this.#remembered(query);
        return remembered === undefined ? answerFailure(query) : answerNode(query, remembered, this.#domain);
      }
    }
  }

  #remembered(query: DnsMessage): NamedNode | undefined {
    const name = query.questions[0]?.name.toLowerCase() ?? '';
    const address = addressOfReverseName(name);
    const { table } = this.#surroundings;
    if (address !== undefined) return table.findByAddress(address)?.node;
    return table.findByName(name.slice(0, -this.#domain.length - 1))?.node;
  }

  /** Itself and its live tunnels; undefined before the first registration. */
  #knownNames(): KnownNames | undefined {
    const { realm, table } = this.#surroundings;
    const { facts } = realm;
    if (facts === undefined) return undefined;
    const own = { name: facts.ownName, addresses: facts.ownAddresses };
    const live = (entry: ReturnType<TunnelTable['find']>) =>
      entry?.link.kind === 'established' ? entry.node : undefined;
    return {
      domain: facts.domain,
      contains: (address) => realm.contains(address),
      byName: (label) => (label === own.name ? own : live(table.findByName(label))),
      byAddress: (address) => (realm.isOwnAddress(address) ? own : live(table.findByAddress(address))),
    };
  }

  get #domain(): string {
    return this.#surroundings.realm.facts?.domain ?? '';
  }

  #take(id: number): DnsMessage | undefined {
    const query = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#services.timers.cancel('dnsUpstream', id);
    return query;
  }

  #answer(id: number, payload: Uint8Array): void {
    this.#services.outputs.emit({ kind: 'answerDns', id, payload });
  }
}

function answerNode(query: DnsMessage, node: NamedNode, domain: string): Uint8Array {
  const question = query.questions[0];
  const byAddress = addressOfReverseName(question?.name ?? '') !== undefined;
  if (!byAddress) return answerAddresses(query, node.addresses, domain);
  if (question?.type === DNS_TYPE.PTR) return answerPointer(query, `${node.name}.${domain}`);
  return answerNothing(query, domain);
}

function attemptDecode(payload: Uint8Array): DnsMessage | undefined {
  try {
    return decodeDnsMessage(payload);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

import type { NodeServices } from '../services.ts';

const UPSTREAM_MS = 10_000;
const HEADER_LENGTH = 12;

/** Answers the queries of this machine's applications: names outside the realm by the system's own resolvers. */
export class DnsResponder {
  readonly #services: NodeServices;
  readonly #forwarded = new Map<number, Uint8Array>();

  constructor(services: NodeServices) {
    this.#services = services;
  }

  queryReceived(id: number, payload: Uint8Array, now: number): void {
    if (payload.length < HEADER_LENGTH) {
      this.#services.outputs.count('dnsMalformed');
      return;
    }
    this.#forwarded.set(id, payload);
    this.#services.timers.arm('dnsUpstream', id, now + UPSTREAM_MS);
    this.#services.outputs.emit({ kind: 'forwardDns', id, payload });
  }

  /** The upstream's answer to a forwarded query; none came without payload. */
  upstreamAnswered(id: number, payload: Uint8Array | undefined): void {
    const query = this.#forwarded.get(id);
    if (query === undefined) return;
    this.upstreamExpired(id);
    this.#services.outputs.emit({ kind: 'answerDns', id, payload: payload ?? serverFailure(query) });
  }

  /** The `dnsUpstream` timer of a query. */
  upstreamExpired(id: number): void {
    this.#forwarded.delete(id);
    this.#services.timers.cancel('dnsUpstream', id);
  }
}

/** SERVFAIL to a query (RFC 1035 section 4.1.1): its own bytes with QR set and RCODE 2. */
function serverFailure(query: Uint8Array): Uint8Array {
  const answer = Uint8Array.from(query);
  answer[2] = (query[2] as number) | 0x80;
  answer[3] = 0x82;
  return answer;
}

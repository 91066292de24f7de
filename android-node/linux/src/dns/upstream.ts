import { askByTcp, askByUdp, type Place } from './ask-server.ts';
import { disguise } from './disguised-query.ts';

const PORT = 53;
const TRY_MS = 1_000;
const TRUNCATED = 0x02;
/** A server may be given TCP, or a successor at its address: after so long it is tried again. */
const TCP_TRIED_AGAIN_MS = 600_000;
const MOST_SERVERS = 16;

/** Where to ask, how long to wait for each server, and whom to tell. */
export interface UpstreamOptions {
  readonly servers: () => readonly string[];
  readonly port?: number;
  readonly tryMs?: number;
  /** Told once of each server whose answers can be checked by asking twice only: a sentence with the next step. */
  readonly onRespelling?: (sentence: string) => void;
}

/** What is known of servers that change the spelling of names and take no TCP. */
export interface RespellingStatus {
  /** Answers that were believed because two came, since start. */
  readonly answers: number;
  /** A sentence for each server, with the next step. */
  readonly hints: readonly string[];
}

/**
 * Asks the servers in turn, by UDP and, after an answer that is truncated or spells the question otherwise, by TCP. What is
 * sent has an id and a spelling of its own, so that answers cannot be guessed. A server that changes the spelling and
 * takes no TCP is asked twice by UDP, from another port with another id: without that no name outside the realm could be
 * found by way of it, and who forges must guess both, which is harder than guessing one spelling.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  /** Servers that respell and took no TCP, and when that was found, in monotonic milliseconds. */
  readonly #respelling = new Map<string, number>();
  #answers = 0;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Undefined when none answers. */
  async ask(query: Uint8Array): Promise<Uint8Array | undefined> {
    for (const server of this.#options.servers()) {
      const reply = await this.#askServer(query, server);
      if (reply !== undefined) return reply;
    }
    return undefined;
  }

  /** Of the servers that are asked now; undefined where all of them answer as they should. */
  respelling(): RespellingStatus | undefined {
    const asked = this.#options.servers().filter((server) => this.#respelling.has(server));
    return asked.length === 0 ? undefined : { answers: this.#answers, hints: asked.map(hintOf) };
  }

  async #askServer(query: Uint8Array, server: string): Promise<Uint8Array | undefined> {
    const { port = PORT, tryMs = TRY_MS } = this.#options;
    const place = { server, port, withinMs: tryMs };
    const disguised = disguise(query);
    const answer = await askByUdp(disguised, place);
    if (answer === undefined) return undefined;
    const { reply, respelled } = answer;
    // The truncated answer is still an answer: its reader may ask again by itself.
    if (!respelled) return isTruncated(reply) ? ((await askByTcp(disguised, place)) ?? reply) : reply;
    if (!this.#tookNoTcp(server)) {
      const certain = await askByTcp(disguised, place);
      if (certain !== undefined) {
        this.#respelling.delete(server);
        return certain;
      }
    }
    return this.#askAgain(query, place);
  }

  /** After an answer that was respelled, and nothing by TCP. */
  async #askAgain(query: Uint8Array, place: Place): Promise<Uint8Array | undefined> {
    const second = await askByUdp(disguise(query), place);
    // One that is spelled as it was sent shows that the first was not of this server.
    if (second === undefined || !second.respelled) return second?.reply;
    this.#answers++;
    this.#remember(place.server);
    return second.reply;
  }

  #tookNoTcp(server: string): boolean {
    const foundAt = this.#respelling.get(server);
    return foundAt !== undefined && performance.now() - foundAt < TCP_TRIED_AGAIN_MS;
  }

  #remember(server: string): void {
    if (this.#tookNoTcp(server)) return;
    const isNew = !this.#respelling.delete(server);
    this.#respelling.set(server, performance.now());
    const [oldest] = this.#respelling.keys();
    if (this.#respelling.size > MOST_SERVERS && oldest !== undefined) this.#respelling.delete(oldest);
    if (isNew) this.#options.onRespelling?.(hintOf(server));
  }
}

function isTruncated(reply: Uint8Array): boolean {
  return ((reply[2] ?? 0) & TRUNCATED) !== 0;
}

function hintOf(server: string): string {
  return (
    `the name server ${server} changes the spelling of names and takes no TCP, so each name is asked twice: ` +
    'let it take TCP on port 53, or name another one in the configuration of the fleet (DNS)'
  );
}

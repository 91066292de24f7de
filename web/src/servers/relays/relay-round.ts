import {
  type BindingAnswer,
  bytesEqual,
  DecodeError,
  decodeBindingAnswer,
  encodeBindingRequest,
  formatEndpoint,
  STUN_TRANSACTION_ID_LENGTH,
} from '@ntmobile/shared';
import { fitForPeople } from '@ntmobile/shared/fleet';

/** When an endpoint is asked, since the begin of the round, in milliseconds. */
const TRIES_MS = [0, 500, 1000] as const;
/** After this an endpoint that said nothing is silent. */
const END_MS = 2000;
const SHOWN_CHARACTERS = 128;

/** What a round found out of one endpoint. */
export type RelayVerdict =
  | {
      readonly state: 'answers';
      /** From the request to its answer. */
      readonly rttMs: number;
      /** Where the relay sees us. */
      readonly mapped: string;
      readonly software?: string;
    }
  | {
      readonly state: 'refuses';
      readonly rttMs: number;
      readonly refusal: string;
      readonly software?: string;
    }
  | { readonly state: 'silent' };

/** A request that is to leave. */
export interface RelayRequest {
  readonly destination: string;
  readonly datagram: Uint8Array;
}

/** What became of a datagram: taken, from nobody who was asked, of no request, or no answer at all. */
export type RelayDatagramFate = 'taken' | 'foreign_source' | 'foreign_transaction' | 'malformed';

interface Asked {
  readonly tries: { readonly transactionId: Uint8Array; readonly at: number }[];
  verdict?: RelayVerdict;
}

/**
 * Asks each endpoint of the relays once whether it answers (STUN Binding, RFC 8489), without I/O: up to three requests
 * half a second apart, each with 96 random bits of its own, so that an answer tells which one it is of and nobody who
 * did not see the request can give it. Times are monotonic milliseconds.
 */
export class RelayRound {
  readonly #begun: number;
  readonly #randomBytes: (length: number) => Uint8Array;
  readonly #asked: ReadonlyMap<string, Asked>;
  #tries = 0;

  /** `endpoints` in the form of `formatEndpoint`. */
  constructor(of: {
    readonly endpoints: readonly string[];
    readonly randomBytes: (length: number) => Uint8Array;
    readonly now: number;
  }) {
    this.#begun = of.now;
    this.#randomBytes = of.randomBytes;
    this.#asked = new Map(of.endpoints.map((endpoint) => [endpoint, { tries: [] }]));
  }

  /** When `due` is to be called next; undefined: the round is over. */
  nextAt(): number | undefined {
    const open = [...this.#asked.values()].some(({ verdict }) => verdict === undefined);
    return open ? this.#begun + (TRIES_MS[this.#tries] ?? END_MS) : undefined;
  }

  /** What leaves now; whoever has not answered at the end is silent. */
  due(now: number): RelayRequest[] {
    const at = this.nextAt();
    if (at === undefined || now < at) return [];
    const open = [...this.#asked].filter(([, { verdict }]) => verdict === undefined);
    if (this.#tries === TRIES_MS.length) {
      for (const [, asked] of open) asked.verdict = { state: 'silent' };
      return [];
    }
    this.#tries += 1;
    return open.map(([destination, { tries }]) => {
      const transactionId = this.#randomBytes(STUN_TRANSACTION_ID_LENGTH);
      tries.push({ transactionId, at: now });
      return { destination, datagram: encodeBindingRequest(transactionId) };
    });
  }

  /** Takes an answer of an endpoint to one of its own requests; the first counts. */
  received(source: string, datagram: Uint8Array, now: number): RelayDatagramFate {
    const asked = this.#asked.get(source);
    if (asked === undefined) return 'foreign_source';
    const answer = attemptAnswer(datagram);
    if (answer === undefined) return 'malformed';
    const request = asked.tries.find(({ transactionId }) => bytesEqual(transactionId, answer.transactionId));
    if (request === undefined) return 'foreign_transaction';
    asked.verdict ??= verdictOf(answer, now - request.at);
    return 'taken';
  }

  /** What was found out so far, by endpoint. */
  verdicts(): ReadonlyMap<string, RelayVerdict> {
    return new Map(
      [...this.#asked].flatMap(([endpoint, { verdict }]) =>
        verdict === undefined ? [] : [[endpoint, verdict] as const],
      ),
    );
  }
}

function attemptAnswer(datagram: Uint8Array): BindingAnswer | undefined {
  try {
    return decodeBindingAnswer(datagram);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function verdictOf(answer: BindingAnswer, rttMs: number): RelayVerdict {
  const said =
    answer.software === undefined ? {} : { software: fitForPeople(answer.software, SHOWN_CHARACTERS) };
  return answer.kind === 'bound'
    ? { state: 'answers', rttMs, mapped: formatEndpoint(answer.mapped), ...said }
    : {
        state: 'refuses',
        rttMs,
        refusal: fitForPeople(`${answer.code} ${answer.reason}`, SHOWN_CHARACTERS),
        ...said,
      };
}

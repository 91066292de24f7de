/** What one try to enrol led to. */
export type EnrolmentOutcome<Result> =
  | { readonly kind: 'enrolled'; readonly result: Result }
  /** Waits for a person's approval; the server says after how many seconds to ask again. */
  | { readonly kind: 'pending'; readonly seconds: number; readonly nodeId?: string }
  /** The server, proven by its key, said no. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No valid answer: no network, a captive portal, a proxy's error. Never final. */
  | { readonly kind: 'unanswered'; readonly why: string };

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const SHORTEST_PENDING_S = 5;

export interface RetryOptions<Result> {
  readonly attempt: () => Promise<EnrolmentOutcome<Result>>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Number in [0, 1) that spreads the retries of many nodes. */
  readonly random: () => number;
  readonly onWaiting: (outcome: EnrolmentOutcome<Result>, ms: number) => void;
}

/** Tries until the server admits or refuses: with doubling delays while unanswered, at its pace while pending. */
export async function enrolUntilFinal<Result>(
  options: RetryOptions<Result>,
): Promise<Extract<EnrolmentOutcome<Result>, { kind: 'enrolled' | 'refused' }>> {
  for (let failures = 0; ; ) {
    const outcome = await options.attempt();
    if (outcome.kind === 'enrolled' || outcome.kind === 'refused') return outcome;
    failures = outcome.kind === 'unanswered' ? failures + 1 : 0;
    const ms =
      outcome.kind === 'pending' ? pendingDelay(outcome.seconds) : backOff(failures, options.random());
    options.onWaiting(outcome, ms);
    await options.sleep(ms);
  }
}

function pendingDelay(seconds: number): number {
  return Math.max(SHORTEST_PENDING_S, seconds) * 1000;
}

/** Between half and the whole of a delay that doubles with each failure. */
function backOff(failures: number, random: number): number {
  const whole = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return whole / 2 + (whole / 2) * random;
}

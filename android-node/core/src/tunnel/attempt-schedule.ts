/** One sending of message 1 towards another node. */
export interface AttemptStep {
  /** Milliseconds since the first sending of the attempt. */
  readonly atMs: number;
  /** `same`: equal in all bytes before mac2, so that the peer answers it with the same message 2. */
  readonly message: 'new' | 'same';
}

/** Quick repeats outlast loss, later new messages outlast a peer that was not ready. After the last: no path. */
export const ATTEMPT_STEPS: readonly AttemptStep[] = [
  { atMs: 0, message: 'new' },
  { atMs: 50, message: 'same' },
  { atMs: 100, message: 'same' },
  { atMs: 200, message: 'same' },
  { atMs: 400, message: 'same' },
  { atMs: 800, message: 'same' },
  { atMs: 1_600, message: 'new' },
  { atMs: 5_000, message: 'new' },
];

/** How long after its last step an attempt still takes message 2: a late answer is better than none. */
export const LATE_ANSWER_MS = 5_000;

/** A responder starts an attempt of its own when no message 1 came for this long. */
export const RESPONDER_START_MS = 2_000;

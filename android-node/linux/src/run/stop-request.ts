/** Who asked a running node to stop. */
export type StopRequest = 'down' | 'SIGINT' | 'SIGTERM';

/** Waits for the first wish to stop; later ones change nothing, since leaving is bounded in time. */
export function untilStopRequested(): {
  readonly requested: Promise<StopRequest>;
  readonly request: (why: StopRequest) => void;
  /** Gives the signals back to the process. */
  readonly end: () => void;
} {
  let request: (why: StopRequest) => void = () => undefined;
  const requested = new Promise<StopRequest>((resolve) => {
    request = resolve;
  });
  const interrupted = () => request('SIGINT');
  const terminated = () => request('SIGTERM');
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  const end = () => {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', terminated);
  };
  return { requested, request: (why) => request(why), end };
}

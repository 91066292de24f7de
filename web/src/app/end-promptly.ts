import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { constants } from 'node:os';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';
/** Milliseconds that answers have to end once the process is asked to: less than whoever asks waits before it kills. */
const END_WITHIN_MS = 2_000;

/** The process, or what stands for it in a test. */
interface Ending {
  once(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Lets this process end while pages are open: it waits for every answer, and the streams that carry changes to a page
 * never end by themselves. Those end at once, since pages connect again by themselves; a change that is being made has
 * time to be answered.
 */
export function endPromptly(ending: Ending = process): void {
  const answers = new Set<ServerResponse>();
  subscribe(REQUEST_STARTS, (message) => {
    const { response } = message as { response: ServerResponse };
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    ending.once(signal, () => {
      for (const answer of answers) if (isStream(answer)) answer.destroy();
      setTimeout(() => ending.exit(128 + constants.signals[signal]), END_WITHIN_MS).unref();
    });
  }
}

function isStream(answer: ServerResponse): boolean {
  return String(answer.getHeader('content-type')).startsWith('text/event-stream');
}

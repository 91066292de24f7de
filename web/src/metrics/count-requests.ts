import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { consoleMetrics } from './console-metrics.ts';
import { routeOf } from './request-route.ts';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';
/** Statuses of HTTP; whatever else a program might set is none. */
const isStatus = (status: number) => status >= 100 && status <= 599;

/** Counts every request of every HTTP server of this process, whoever answers it. */
export function countRequests(): void {
  subscribe(REQUEST_STARTS, (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const begun = performance.now();
    const route = routeOf(request.url);
    response.once('close', () => {
      const answered = response.writableFinished && isStatus(response.statusCode);
      const streamed = String(response.getHeader('content-type')).startsWith('text/event-stream');
      consoleMetrics().requestEnded({
        route,
        status: answered ? response.statusCode : 0,
        seconds: answered && !streamed ? (performance.now() - begun) / 1_000 : undefined,
      });
    });
  });
}

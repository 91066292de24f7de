import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { mayReadMetrics } from '../../metrics/scraper-token.ts';
import { PortError } from '../expected-error.ts';

/** Where metrics are read, and by whom. */
export interface MetricsServerOptions {
  /** Loopback unless somebody wants another. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly token: string;
  readonly registry: Registry;
  onFailed(error: Error): void;
}

/** Whoever does not send a whole request within this is let go. */
const REQUEST_WITHIN_MS = 5_000;
const MOST_CONNECTIONS = 16;
const MOST_HEADER_BYTES = 4_096;

/** `GET /metrics` over plain HTTP, for whoever brings the token. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;

  constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        requestTimeout: REQUEST_WITHIN_MS,
        headersTimeout: REQUEST_WITHIN_MS,
        connectionsCheckingInterval: REQUEST_WITHIN_MS,
        maxHeaderSize: MOST_HEADER_BYTES,
      },
      (request, response) => this.#answer(request, response),
    );
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Listens and says on which port; PortError where it is taken. */
  start(): Promise<number> {
    const { address, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(
          taken
            ? new PortError(`TCP port ${port} (metrics) is taken; set NTM_METRICS_PORT to another.`)
            : error,
        );
      });
      this.#server.listen({ port, host: address }, () =>
        resolve((this.#server.address() as { port: number }).port),
      );
    });
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // Before anything else, so that nobody learns what there would be.
    if (!mayReadMetrics(this.#options.token, request.headers.authorization)) {
      refuse(response, 401, { 'www-authenticate': 'Bearer' });
    } else if (request.url !== '/metrics') refuse(response, 404);
    else if (request.method !== 'GET') refuse(response, 405, { allow: 'GET' });
    else this.#tell(response);
  }

  #tell(response: ServerResponse): void {
    const { registry, onFailed } = this.#options;
    registry.metrics().then(
      (text) => {
        response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
        response.end(text);
      },
      (error: Error) => {
        onFailed(error);
        refuse(response, 503);
      },
    );
  }
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, connection: 'close', 'content-length': '0' });
  response.end();
}

import { collectDefaultMetrics, Registry } from 'prom-client';
import { loadMetricsToken } from '../../keys/load-keys.ts';
import type { CoordinatorEnvironment } from '../environment.ts';
import { ExpectedError } from '../expected-error.ts';
import type { FleetServers } from '../fleet.ts';
import type { SignallingServer } from '../signalling/signalling.ts';
import { MetricsServer } from './metrics-server.ts';
import { addSignallingMetrics } from './signalling-metrics.ts';

/** What is told of. */
export interface MeasuredServers {
  readonly fleet: Pick<FleetServers, 'addMetrics'>;
  readonly signalling: Pick<SignallingServer, 'counts'>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Serves the metrics of this process where the environment says so; ExpectedError without a token. */
export async function startMetrics(
  { metrics, dataDirectory }: Pick<CoordinatorEnvironment, 'metrics' | 'dataDirectory'>,
  { fleet, signalling, log }: MeasuredServers,
): Promise<MetricsServer | undefined> {
  if (metrics === undefined) return undefined;
  const token = metrics.token ?? (await loadMetricsToken(dataDirectory));
  if (token === undefined)
    throw new ExpectedError(
      'Metrics are asked for and nobody could read them: set NTM_METRICS_TOKEN, or start once with npm start, which makes the key.',
    );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addSignallingMetrics(registry, () => signalling.counts());
  fleet.addMetrics(registry);
  const onFailed = (error: Error) => log.warn({ error: error.message }, 'metrics could not be read');
  const server = new MetricsServer({ ...metrics, token, registry, onFailed });
  const port = await server.start();
  log.info({ address: metrics.address, port }, 'metrics are served');
  return server;
}

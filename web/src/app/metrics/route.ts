import { openStreams } from '../../auth/open-streams.ts';
import { database } from '../../database.ts';
import { environment } from '../../env.ts';
import { enrolmentCounts } from '../../features/enrolment/admission/desk-of-process.ts';
import { loadMetricsToken } from '../../keys/load-keys.ts';
import { log } from '../../log.ts';
import { answerScraper } from '../../metrics/answer-scraper.ts';
import { consoleMetrics } from '../../metrics/console-metrics.ts';

/** Asked for at each request: nothing of it is made ahead. */
export const dynamic = 'force-dynamic';

/** What this process counts, for whoever brings the token of the installation. */
export async function GET(request: Request): Promise<Response> {
  const { metricsToken, dataDirectory } = environment();
  const metrics = consoleMetrics();
  const onFailed = (error: Error) => log.warn({ err: error }, 'metrics could not be read');
  metrics.describe({
    prisma: database(),
    streams: () => openStreams().size,
    enrolments: enrolmentCounts,
    onFailed,
  });
  return answerScraper({
    authorization: request.headers.get('authorization'),
    token: metricsToken ?? (await loadMetricsToken(dataDirectory)),
    registry: metrics.registry,
    onFailed,
  });
}

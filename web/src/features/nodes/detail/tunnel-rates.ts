/** The counters of a tunnel in one report. Times in milliseconds since 1970. */
export interface TunnelReport {
  readonly peerId: string;
  readonly at: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** The newest report of a tunnel, with the mean rate since the one before in bits a second; null is unknown. */
interface RatedReport {
  readonly report: TunnelReport;
  readonly rate: number | null;
}

/** By the peer's id. */
export type TunnelRates = ReadonlyMap<string, RatedReport>;

/** Two reports that lie further apart say nothing about now. */
const LONGEST_MS = 180_000;

/** The rates with another report; counters that fell belong to another run of the node, and begin anew. */
export function withReport(rates: TunnelRates, reports: readonly TunnelReport[]): TunnelRates {
  return new Map(
    reports.map((report) => {
      const before = rates.get(report.peerId);
      if (before?.report.at === report.at) return [report.peerId, before];
      return [report.peerId, { report, rate: rateBetween(before?.report, report) }];
    }),
  );
}

function rateBetween(before: TunnelReport | undefined, report: TunnelReport): number | null {
  const elapsed = report.at - (before?.at ?? report.at);
  if (before === undefined || elapsed <= 0 || elapsed > LONGEST_MS) return null;
  const bytes = report.sentBytes + report.receivedBytes - before.sentBytes - before.receivedBytes;
  return bytes < 0 ? null : (bytes * 8 * 1_000) / elapsed;
}

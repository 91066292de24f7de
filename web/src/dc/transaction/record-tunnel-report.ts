import { formatEndpoint, formatPathId, type TunnelReport } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';

/** Hands what a node says of its tunnel to the store. */
export function recordTunnelReport(
  services: DcServices,
  nodeId: string,
  report: TunnelReport,
  now: number,
): void {
  const { event, reason, endpoint, roundTripMicroseconds } = report;
  services.outputs.emit({
    kind: 'recordTunnelReport',
    nodeId,
    pathId: formatPathId(report.pathId),
    event,
    reason,
    ...(endpoint !== undefined && { endpoint: formatEndpoint(endpoint) }),
    ...(roundTripMicroseconds !== undefined && { roundTripMicroseconds }),
    at: services.clock.at(now),
  });
}

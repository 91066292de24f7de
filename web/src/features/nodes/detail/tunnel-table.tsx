import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatBytes } from '../../../ui/byte-text.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { RouteBadge, type RouteClass, RouteGlyph, routeClass } from '../../../ui/shapes/route-glyph.tsx';
import { tunnelReason } from '../../../ui/shapes/tunnel-reason.ts';
import { rateWords } from '../traffic/rate-text.ts';
import { pastTunnelWords } from './present-state.ts';
import { useTunnelRates } from './use-tunnel-rates.ts';

type Node = Outputs['nodes']['get'];
type Tunnel = Node['tunnels'][number];

/** The node's tunnels: route and why, as the node itself reports them. */
export function TunnelTable({ node: { state, tunnels, now } }: { node: Node }) {
  const rates = useTunnelRates(tunnels);
  const past = pastTunnelWords(state);
  const reportedAt = Math.max(0, ...tunnels.map(({ at }) => at));
  return (
    <section className="panel overflow-hidden" aria-labelledby="tunnels-title" data-past={past !== undefined}>
      <h2 id="tunnels-title" className="px-3.5 py-3 text-lg">
        Tunnels <span className="text-ink-3">{tunnels.length}</span>
      </h2>
      {past !== undefined && tunnels.length > 0 && (
        <p className="px-3.5 pb-3 text-ink-2">
          {past}{' '}
          <span className="text-look">
            <Age at={reportedAt} now={now} suffix=" old" />
          </span>
        </p>
      )}
      {tunnels.length === 0 ? (
        <PageState kind="empty" title="No tunnel reported">
          A tunnel is made when the node first sends to a peer's name or virtual address.
        </PageState>
      ) : (
        <table className="table tunnel-table">
          <thead>
            <tr>
              <th>Peer</th>
              <th>Route</th>
              <th>Why</th>
              <th className="tunnel-cell-endpoint">Their endpoint</th>
              <th className="number">RTT</th>
              <th className="number tunnel-cell-rate">Rate</th>
              <th className="number tunnel-cell-carried">In, out</th>
              <th className="number tunnel-cell-mtu">MTU</th>
              <th className="number">Since</th>
            </tr>
          </thead>
          <tbody>
            {tunnels.map((tunnel) => (
              <Row
                key={tunnel.peerId}
                {...{ tunnel, now }}
                rate={past === undefined ? (rates.get(tunnel.peerId)?.rate ?? null) : null}
                isPast={past !== undefined}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface RowProps {
  tunnel: Tunnel;
  now: number;
  /** Bits a second both ways; null is unknown. */
  rate: number | null;
  isPast: boolean;
}

function Row({ tunnel, now, rate, isPast }: RowProps) {
  return (
    <tr>
      <td className="tunnel-cell-peer font-medium">
        <Link href={`/nodes/${tunnel.peerId}`} className="hover:underline">
          {tunnel.peerName}
        </Link>
      </td>
      <td className="tunnel-cell-route">
        {isPast ? <PastRoute tunnel={tunnel} /> : <RouteBadge state={tunnel.state} route={tunnel.route} />}
      </td>
      <td className="tunnel-cell-why text-ink-2">{tunnelReason(tunnel.reason)}</td>
      <td className="tunnel-cell-endpoint font-mono text-sm text-ink-2">{tunnel.endpoint ?? '–'}</td>
      <td className="tunnel-cell-rtt number">
        <Rtt micros={isPast ? null : tunnel.rttMicros} />
      </td>
      <td className="tunnel-cell-rate number whitespace-nowrap" data-unknown={rate === null}>
        {rateWords(rate)}
      </td>
      <td className="tunnel-cell-carried number">
        {tunnel.sentBytes + tunnel.receivedBytes === 0 ? (
          '–'
        ) : (
          <>
            <span className="whitespace-nowrap">{formatBytes(tunnel.receivedBytes)},</span>{' '}
            <span className="whitespace-nowrap">{formatBytes(tunnel.sentBytes)}</span>
          </>
        )}
      </td>
      <td className="tunnel-cell-mtu number">{tunnel.pathMtu?.toLocaleString('en') ?? '–'}</td>
      <td className="tunnel-cell-since number">
        <Age at={tunnel.since} now={now} />
      </td>
    </tr>
  );
}

const PAST_WORDS: Record<RouteClass, string> = {
  direct: 'Was direct',
  punched: 'Was punched',
  relayed: 'Was relayed',
  none: 'Had no path',
  unknown: 'Was not open',
};

/** A route that was there when the node last reported; whether it is, nobody knows. */
function PastRoute({ tunnel }: { tunnel: Tunnel }) {
  return (
    <span className="route-unknown badge">
      <RouteGlyph route="unknown" />
      {PAST_WORDS[routeClass(tunnel.state, tunnel.route)]}
    </span>
  );
}

import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatBytes } from '../../../ui/byte-text.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { RouteBadge } from '../../../ui/shapes/route-glyph.tsx';
import { tunnelReason } from '../../../ui/shapes/tunnel-reason.ts';

type Tunnel = Outputs['nodes']['get']['tunnels'][number];

/** The node's tunnels: route and why, as the node itself reports them. */
export function TunnelTable({ tunnels, now }: { tunnels: readonly Tunnel[]; now: number }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="tunnels-title">
      <h2 id="tunnels-title" className="px-3.5 py-3 text-lg">
        Tunnels <span className="text-ink-3">{tunnels.length}</span>
      </h2>
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
              <th className="number tunnel-cell-mtu">MTU</th>
              <th className="number tunnel-cell-carried">In, out</th>
              <th className="number">Since</th>
            </tr>
          </thead>
          <tbody>
            {tunnels.map((tunnel) => (
              <Row key={tunnel.peerId} tunnel={tunnel} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ tunnel, now }: { tunnel: Tunnel; now: number }) {
  return (
    <tr>
      <td className="tunnel-cell-peer font-medium">
        <Link href={`/nodes/${tunnel.peerId}`} className="hover:underline">
          {tunnel.peerName}
        </Link>
      </td>
      <td className="tunnel-cell-route">
        <RouteBadge state={tunnel.state} route={tunnel.route} />
      </td>
      <td className="tunnel-cell-why text-ink-2">{tunnelReason(tunnel.reason)}</td>
      <td className="tunnel-cell-endpoint font-mono text-sm text-ink-2">{tunnel.endpoint ?? '–'}</td>
      <td className="tunnel-cell-rtt number">
        <Rtt micros={tunnel.rttMicros} />
      </td>
      <td className="tunnel-cell-mtu number">{tunnel.pathMtu?.toLocaleString('en') ?? '–'}</td>
      <td className="tunnel-cell-carried number">
        {tunnel.sentBytes + tunnel.receivedBytes === 0 ? (
          '–'
        ) : (
          <>
            {formatBytes(tunnel.receivedBytes)}, {formatBytes(tunnel.sentBytes)}
          </>
        )}
      </td>
      <td className="tunnel-cell-since number">
        <Age at={tunnel.since} now={now} />
      </td>
    </tr>
  );
}

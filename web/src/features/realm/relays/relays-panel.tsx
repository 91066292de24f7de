import Link from 'next/link';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { ScrollX } from '../../../ui/scroll-x.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import type { EndpointHealth, RelayHealth } from './relay-health.ts';

/** The relays of the configuration in force, each endpoint with whether it answers the coordinators. */
export function RelaysPanel({ relays, now }: { relays: readonly RelayHealth[]; now: number }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="relays-title">
      <div className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-3">
        <h2 id="relays-title" className="text-lg">
          Relays
        </h2>
        <p className="text-sm text-ink-3">
          as the configuration in force names them; each coordinator asks them every 10 s
        </p>
        <Link href="/config" className="link tap-target ml-auto text-sm">
          Configuration
        </Link>
      </div>
      {relays.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">
          None is configured: two nodes that cannot reach each other have no path.
        </p>
      ) : (
        <ScrollX label="Relays, scrolls sideways">
          <table className="table">
            <thead>
              <tr>
                <th>Relay</th>
                <th>Health</th>
                <th className="number">RTT</th>
                <th>Region</th>
                <th className="number">Priority</th>
                <th>Says it is</th>
              </tr>
            </thead>
            {relays.map((relay) => (
              <RelayRows
                key={relay.endpoints.map(({ endpoint }) => endpoint).join()}
                relay={relay}
                now={now}
              />
            ))}
          </table>
        </ScrollX>
      )}
    </section>
  );
}

/** One relay; its region and priority stand beside its first endpoint. */
function RelayRows({ relay, now }: { relay: RelayHealth; now: number }) {
  const { region, priority, endpoints } = relay;
  return (
    <tbody>
      {endpoints.map((health, index) => (
        <tr key={health.endpoint}>
          <td>
            <CopyText text={health.endpoint} label="endpoint" />
          </td>
          <td>
            <Health health={health} now={now} />
          </td>
          <td className="number">
            <Rtt micros={health.rttMicros} />
          </td>
          <td>{index === 0 && region}</td>
          <td className="number">{index === 0 && priority}</td>
          <td className="text-ink-2">{health.software ?? ''}</td>
        </tr>
      ))}
    </tbody>
  );
}

const STATES = {
  answers: { shape: 'online', word: 'Answers', colour: 'text-ink' },
  refuses: { shape: 'suspended', word: 'Refuses', colour: 'text-broken' },
  silent: { shape: 'stale', word: 'Silent', colour: 'text-look' },
  unknown: { shape: 'never', word: 'Not asked yet', colour: 'text-ink-2' },
} as const;

function Health({ health, now }: { health: EndpointHealth; now: number }) {
  const { state, since, answeredAt, agreeing, asking, refusal } = health;
  const { shape, word, colour } = STATES[state];
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 whitespace-nowrap">
      <span className={`inline-flex items-center gap-1.5 ${colour}`}>
        <NodeShape state={shape} />
        {word}
      </span>
      {since !== null && (
        <span className="text-ink-3">
          since <Age at={since} now={now} />
        </span>
      )}
      {state === 'silent' && answeredAt === null && <span className="text-ink-3">never answered</span>}
      {refusal !== null && <span className="text-ink-2">{refusal}</span>}
      {asking > 1 && agreeing < asking && (
        <span className="text-ink-3">
          to {agreeing} of {asking} DCs
        </span>
      )}
    </span>
  );
}

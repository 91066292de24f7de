import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';

type NodeEvent = Outputs['nodes']['get']['events'][number];

const WORDS: Record<string, string> = {
  started: 'Started',
  coordinatorConnected: 'Connected to the DC',
  coordinatorLost: 'Lost the DC',
  networkChanged: 'Network changed',
  handover: 'Handover',
  tunnelEstablished: 'Tunnel made',
  tunnelClosed: 'Tunnel closed',
  routeChanged: 'Route changed',
  tunnelFailed: 'Tunnel failed',
  noPath: 'No path',
  keyChangeRefused: 'Key change refused',
  configRefused: 'Configuration refused',
  failed: 'Failed',
};

/** The newest events, newest first. */
export function EventsPanel({ events, now }: { events: readonly NodeEvent[]; now: number }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="events-title">
      <h2 id="events-title" className="px-3.5 py-3 text-lg">
        Events
      </h2>
      {events.length === 0 ? (
        <p className="px-3.5 pb-3.5 text-ink-2">None reported yet.</p>
      ) : (
        <ol>
          {events.map((event) => (
            <li key={event.id} className="flex gap-3 border-t border-line px-3.5 py-1.5">
              <span className="shrink-0 font-medium">{WORDS[event.kind] ?? event.kind}</span>
              <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">{event.text}</span>
              <span className="ml-auto shrink-0 text-ink-3">
                <Age at={event.at} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { eventWord } from '../events/event-word.ts';

type NodeEvent = Outputs['nodes']['get']['events'][number];

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
            <li
              key={event.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-t border-line px-3.5 py-1.5 sm:grid-cols-[148px_minmax(0,1fr)_auto]"
            >
              <span className="font-medium">{eventWord(event.kind)}</span>
              <span className="col-span-2 row-start-2 text-ink-2 [overflow-wrap:anywhere] sm:col-span-1 sm:row-start-auto">
                {event.text}
              </span>
              <span className="text-right text-ink-3 max-sm:col-start-2 max-sm:row-start-1">
                <Age at={event.at} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

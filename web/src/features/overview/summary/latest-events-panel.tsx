import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { eventWord } from '../../nodes/events/event-word.ts';

type FleetEvent = Outputs['overview']['get']['events'][number];

/** What nodes told last, each with the way to its node. */
export function LatestEventsPanel({ events, now }: { events: readonly FleetEvent[]; now: number }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="latest-events-title">
      <h2 id="latest-events-title" className="px-3.5 py-3 text-lg">
        Latest events
      </h2>
      {events.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">No node has reported one yet.</p>
      ) : (
        <ol>
          {events.map((event) => (
            <li key={event.id} className="border-t border-line px-3.5 py-2">
              <p className="flex items-baseline gap-3">
                <span className="truncate">
                  <Link href={`/nodes/${event.node.id}?tab=events`} className="font-medium hover:underline">
                    {event.node.name}
                  </Link>{' '}
                  {eventWord(event.kind)}
                </span>
                <span className="ml-auto shrink-0 text-sm text-ink-3">
                  <Age at={event.at} now={now} />
                </span>
              </p>
              {event.text !== '' && (
                <p className="text-sm text-ink-3 [overflow-wrap:anywhere]">{event.text}</p>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

'use client';

import { formatAge, formatInstant } from './age.ts';
import { useNow } from './clock.ts';

/** How long ago something was, kept up to date; the instant on hover. */
export function Age({ at, now, suffix = '' }: { at: number; now: number; suffix?: string }) {
  const age = useNow(now) - at;
  return (
    <time
      className="whitespace-nowrap"
      dateTime={new Date(at).toISOString()}
      title={formatInstant(at)}
      suppressHydrationWarning
    >
      {formatAge(age)}
      {suffix}
    </time>
  );
}

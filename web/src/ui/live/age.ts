/** An age in one unit: `2 s`, `6 min`, `1 h`, `3 d`. Negative ages (clocks differ) are `0 s`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** What is left until something, in one unit and to the nearest: a key of seven days ends in `7 d`, not in 6. */
export function formatTimeLeft(ms: number): string {
  const unit = [86_400_000, 3_600_000, 60_000].find((size) => ms >= size * 0.95) ?? 1_000;
  return formatAge(Math.round(ms / unit) * unit);
}

/** An instant for hovering and copying, in UTC to the second. */
export function formatInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

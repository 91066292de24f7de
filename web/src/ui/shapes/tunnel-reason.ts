/** The reason of a tunnel as its node reports it, without the words that the route's glyph says already. */
export function tunnelReason(reason: string): string {
  const rest = reason.replace(/^(direct|punched|relayed|no path):\s*/i, '').trim();
  return rest === '' ? '–' : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}

import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';

/** Who of the fleet does not have its configuration, in words; what is rare is said where there is any. */
export function configContext(counts: Partial<Record<ConfigSyncState, number>>): string {
  const words = [
    `${some(counts.pending)} pending`,
    `${some(counts.drift)} drift`,
    `${some(counts.failed)} failed`,
    ...(counts.rolledBack ? [`${some(counts.rolledBack)} rolled back`] : []),
  ];
  return words.join(', ');
}

/** A count as text; one that was not counted is none. */
export function some(count = 0): string {
  return count.toLocaleString('en');
}

/** One way in which our node and a stock peer meet. */
export interface Combination {
  /** Who sends message 1: only that side knows the other's endpoint. */
  readonly ourRole: 'initiator' | 'responder';
  readonly presharedKey: boolean;
  readonly outer: 4 | 6;
}

const ROLES = ['initiator', 'responder'] as const;

/** Every combination of role, pre-shared key and outer family. */
export const ALL_COMBINATIONS: readonly Combination[] = ROLES.flatMap((ourRole) =>
  [false, true].flatMap((presharedKey) =>
    ([4, 6] as const).map((outer) => ({ ourRole, presharedKey, outer })),
  ),
);

/** Four in which each two properties meet in all their values. */
export const PAIRWISE_COMBINATIONS: readonly Combination[] = [
  { ourRole: 'initiator', presharedKey: false, outer: 4 },
  { ourRole: 'initiator', presharedKey: true, outer: 6 },
  { ourRole: 'responder', presharedKey: true, outer: 4 },
  { ourRole: 'responder', presharedKey: false, outer: 6 },
];

/** Name of a combination in figures, such as `responderPskIpv6`. */
export function labelOf({ ourRole, presharedKey, outer }: Combination): string {
  return `${ourRole}${presharedKey ? 'Psk' : ''}Ipv${outer}`;
}

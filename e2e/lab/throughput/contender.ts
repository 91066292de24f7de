import type { Lab } from '../lab.ts';

/** MTU of inner packets, the same for every contender. */
export const INNER_MTU = 1_420;

/** Outer addresses of the left and the right end, by family. */
export const OUTER = { 4: ['10.9.0.1', '10.9.0.2'], 6: ['fd09::1', 'fd09::2'] } as const;

/** The lab's two ends: left measures, right has the server. */
export interface Ground {
  readonly lab: Lab;
  readonly left: string;
  readonly right: string;
}

/** A tunnel under measurement, opened for one run and closed after it. */
export interface Contender {
  /** Part of the figures' names. */
  readonly name: string;
  /** Opens it over this outer family; gives the inner address of the right end and how to close it. */
  open(family: 4 | 6): Promise<{ readonly target: string; close(): Promise<void> }>;
}

/** The run without a tunnel, to which the others are compared. */
export const plain: Contender = {
  name: 'plain',
  open: async (family) => ({ target: OUTER[family][1], close: async () => {} }),
};

/** `192.0.2.1:5` or `[2001:db8::1]:5`. */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

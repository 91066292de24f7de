import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Surroundings } from './reachable-endpoints.ts';

/** This machine: its resolver and its interfaces. */
export const machine: Surroundings = {
  lookup: async (name) => {
    const found = await lookup(name, { all: true }).catch(() => []);
    return found.map(({ address }) => address);
  },
  interfaces: networkInterfaces,
};

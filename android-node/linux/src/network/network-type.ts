import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkInterface } from '@ntmobile/node-core';
import type { NetworkType } from '@ntmobile/shared/fleet';

/** Kind of the first of these interfaces by what the kernel says of it, with `wwan` for modems by their name. */
export function networkType(
  interfaces: readonly NetworkInterface[],
  system: string = '/sys/class/net',
): NetworkType {
  const [first] = interfaces;
  if (first === undefined) return 'none';
  if (first.name === 'lo') return 'other';
  if (existsSync(join(system, first.name, 'wireless'))) return 'wifi';
  if (/^(wwan|wwp|ppp|rmnet)/.test(first.name)) return 'cellular';
  return existsSync(join(system, first.name)) ? 'ethernet' : 'other';
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkInterface } from '@ntmobile/node-core';
import type { NetworkType } from '@ntmobile/shared/fleet';

/** Kind of the machine's networks; the first interface that tells decides, the fastest kind first. */
export function networkType(
  interfaces: readonly NetworkInterface[],
  systemNetworks = '/sys/class/net',
): NetworkType {
  const kinds = interfaces.map(({ name }) => kindOf(name, systemNetworks));
  return (['ethernet', 'wifi', 'cellular'] as const).find((kind) => kinds.includes(kind)) ?? 'none';
}

function kindOf(name: string, systemNetworks: string): NetworkType {
  const has = (entry: string) => existsSync(join(systemNetworks, name, entry));
  // Modems are named so by the kernel's drivers and by systemd.
  if (/^(wwan|ww|rmnet|ppp)/.test(name)) return 'cellular';
  return has('wireless') || has('phy80211') ? 'wifi' : 'ethernet';
}

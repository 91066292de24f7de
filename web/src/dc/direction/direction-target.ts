import type { DirectionTarget } from '@ntmobile/shared';
import type { NodeDirectory } from '../directory/node-directory.ts';
import type { NodeProfile } from '../directory/node-profile.ts';

/** The node that a name under the realm's domain, or a virtual address, belongs to. */
export function nodeOfTarget(
  target: DirectionTarget,
  directory: NodeDirectory,
  realmDomain: string,
): NodeProfile | undefined {
  if (target.kind === 'address') return directory.byAddress(target.address);
  const label = labelOf(target.name, realmDomain);
  return label === undefined ? undefined : directory.byName(label);
}

/** `till-7` of `till-7.ntm.internal`; undefined for other domains, for the domain itself and for deeper names. */
function labelOf(name: string, realmDomain: string): string | undefined {
  const suffix = `.${realmDomain}`;
  const lower = name.toLowerCase();
  if (!lower.endsWith(suffix)) return undefined;
  const label = lower.slice(0, -suffix.length);
  return label === '' || label.includes('.') ? undefined : label;
}

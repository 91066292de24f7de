import { parsePrefix, prefixCovers } from '../address/prefix.ts';
import type { ConfigDocument } from './config-document.ts';
import { type ConfigSections, parseSections } from './config-sections.ts';
import type { SignatureRefusal } from './config-signature.ts';

/** The two sets of sections that a node may hold: the one in force before, and the one on trial. */
export type ConfigLists = 'committed' | 'trial';

/** Why a document is not judged at all; it leaves no verdict behind. */
export type ConfigRefusal =
  | SignatureRefusal
  | 'other_node'
  | 'not_yet_valid'
  | 'expired'
  /** Below the highest revision ever judged. */
  | 'older_revision';

/** How far the clocks of server and node may differ. */
const CLOCK_TOLERANCE_MS = 24 * 3_600_000;

/** Whether a verified document concerns this node now; undefined if so. */
export function refusalOf(
  document: ConfigDocument,
  node: string,
  wallClockMs: number,
): 'other_node' | 'not_yet_valid' | 'expired' | undefined {
  if (document.node !== node) return 'other_node';
  if (document.issuedAt > wallClockMs + CLOCK_TOLERANCE_MS) return 'not_yet_valid';
  if (document.expiresAt <= wallClockMs) return 'expired';
  return undefined;
}

/** Why the sections of a document are rejected for good. */
export type SectionsRejection = 'invalid_sections' | 'prefix_outside_realm';

export type JudgedSections =
  | { readonly ok: true; readonly sections: ConfigSections }
  | { readonly ok: false; readonly code: SectionsRejection };

/** Validates sections; prefixes must lie in those of the realm, so no document can draw other traffic into the tunnel. */
export function judgeSections(text: string, realmPrefixes: readonly string[]): JudgedSections {
  const sections = parseSections(text);
  if (sections === undefined) return { ok: false, code: 'invalid_sections' };
  const realm = realmPrefixes.map(parsePrefix);
  const covered = sections.addresses.prefixes.every((prefix) =>
    realm.some((outer) => prefixCovers(outer, parsePrefix(prefix))),
  );
  return covered ? { ok: true, sections } : { ok: false, code: 'prefix_outside_realm' };
}

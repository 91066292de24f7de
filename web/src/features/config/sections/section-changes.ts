import type { ConfigSections } from '@ntmobile/shared/fleet';
import { diffLines } from './line-diff.ts';
import { sectionLines } from './section-lines.ts';

/** How much two configurations differ, and in which sections. */
export interface SectionChanges {
  readonly added: number;
  readonly removed: number;
  /** Names of sections, in their order. */
  readonly names: readonly string[];
}

const NAMES = ['dc', 'rs', 'addresses', 'dns', 'telemetry'] as const;

/** Lines that come and go on the way from one configuration to another. */
export function sectionChanges(before: ConfigSections, after: ConfigSections): SectionChanges {
  const lines = diffLines(sectionLines(before), sectionLines(after));
  return {
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
    names: NAMES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])),
  };
}

import type { ConfigSections } from '@ntmobile/shared/fleet';
import { diffLines } from './line-diff.ts';
import { sectionLines } from './section-lines.ts';

/** The lines in which sections differ, as the audit keeps them. */
export interface ChangedLines {
  readonly before: string[];
  readonly after: string[];
}

/** What one version of the sections says and the other does not; undefined is a version that says nothing. */
export function changedLines(
  before: ConfigSections | undefined,
  after: ConfigSections | undefined,
): ChangedLines {
  const lines = (sections: ConfigSections | undefined) => (sections ? sectionLines(sections) : []);
  const changes = diffLines(lines(before), lines(after));
  const texts = (kind: string) => changes.filter((line) => line.kind === kind).map(({ text }) => text.trim());
  return { before: texts('removed'), after: texts('added') };
}

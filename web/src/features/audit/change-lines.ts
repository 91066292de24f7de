import { type DiffLine, diffLines } from '../config/sections/line-diff.ts';

/** Most lines of one side that are compared; what a change says beyond is told by their number. */
const MAX_LINES = 200;

/** What a change made of a thing, line by line: only what differs. */
export interface ChangeLines {
  readonly lines: readonly Pick<DiffLine, 'kind' | 'text'>[];
  /** Lines that are the same on both sides. */
  readonly equal: number;
  /** Lines that are not shown. */
  readonly cut: number;
}

/** Compares two values of JSON as lines of `path: value`; null is a side that was not. */
export function changeLines(before: unknown, after: unknown): ChangeLines {
  const [old, young] = [valueLines(before), valueLines(after)];
  const lines = diffLines(old.slice(0, MAX_LINES), young.slice(0, MAX_LINES));
  const differing = lines.filter(({ kind }) => kind !== 'same');
  return {
    lines: differing.map(({ kind, text }) => ({ kind, text })),
    equal: lines.length - differing.length,
    cut: Math.max(0, old.length - MAX_LINES) + Math.max(0, young.length - MAX_LINES),
  };
}

function valueLines(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return path === '' ? [] : [`${path}: none`];
  if (typeof value !== 'object') return [path === '' ? String(value) : `${path}: ${String(value)}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return path === '' ? [] : [`${path}: none`];
  return entries.flatMap(([key, part]) => valueLines(part, path === '' ? key : `${path}.${key}`));
}

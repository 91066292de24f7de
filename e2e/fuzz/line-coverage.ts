import type { Profiler } from 'node:inspector';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BlockCoverage, ranOf } from './block-coverage.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;[^,]*base64,([A-Za-z0-9+/=]+)\s*$/;

export interface FileLines {
  readonly file: string;
  readonly lines: number;
  /** Numbers of the lines that did not run. */
  readonly missed: readonly number[];
}

/** Which lines of each watched file ran since the last call. */
export function takeLines(coverage: BlockCoverage): readonly FileLines[] {
  return coverage
    .takeScripts()
    .map(({ coverage: script, code }) => linesOf(script, code))
    .sort((a, b) => a.file.localeCompare(b.file));
}

/** A line ran when the code that its first statement became did. */
function linesOf({ url, functions }: Profiler.ScriptCoverage, code: string): FileLines {
  const file = relative(ROOT, fileURLToPath(url.replace(/\?.*$/, '')));
  const encoded = INLINE_MAP.exec(code)?.[1];
  if (encoded === undefined) throw new Error(`${file} says nothing of the lines that its code comes from.`);
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  const ranAt = ranOf(functions);
  const ran = new Map<number, boolean>();
  let offset = 0;
  for (const [row, text] of code.replace(INLINE_MAP, '').split('\n').entries()) {
    for (let column = 0; column < text.length; column++) {
      const entry = map.findEntry(row, column);
      if (!('originalLine' in entry) || entry.generatedLine !== row || entry.generatedColumn !== column)
        continue;
      const line = entry.originalLine + 1;
      if (!ran.has(line)) ran.set(line, ranAt[offset + column] === 1);
    }
    offset += text.length + 1;
  }
  const missed = [...ran].filter(([, did]) => !did).map(([line]) => line);
  return { file, lines: ran.size, missed: missed.sort((a, b) => a - b) };
}

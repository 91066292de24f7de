import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TARGETS } from './targets.ts';

const SECURITY = new URL('../../SECURITY.md', import.meta.url);

/** Cells of the rows of the table under a heading. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, rest = ''] = readFileSync(SECURITY, 'utf8').split(`\n${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('every target stands in SECURITY.md with the inputs that it takes in npm test, and no other', () => {
  const here = rowsUnder('## Ports and parsers').filter(([, , test]) => test === '`e2e/hostile`');
  expect(here.map(([name, , , inputs]) => [name, inputs])).toEqual(
    TARGETS.map(({ name, inputs }) => [name, inputs.toLocaleString('en')]),
  );
});

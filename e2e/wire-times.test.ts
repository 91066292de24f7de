import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tableBelow } from '../shared/src/testing/readme-tables.ts';

const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const rows = tableBelow(text('shared/README.md'), 'Times and limits of the programs');

/** Numbers of `name = …;` or `name: …,` in TypeScript or C++: one, a product, or a list. */
function numbersOf(source: string, name: string): number[] | undefined {
  const assigned = new RegExp(`^.*\\b${name}(?:: [a-z_:]+)? ?[=:{] ?([^;{}]*?)(?: as const)?[;,}]*$`, 'm');
  const value = assigned.exec(source)?.[1]?.replaceAll(/[_'[\]]/g, '');
  return value
    ?.split(',')
    .map((part) => part.split('*').reduce((product, factor) => product * Number(factor), 1));
}

describe('the wire specification names', () => {
  it('times and limits', () => expect(rows.length).toBeGreaterThan(50));

  it.each(rows)('$name of $where as the code does: $value', ({ name = '', value = '', where = '' }) => {
    expect(numbersOf(text(where), name)).toEqual(value.split(',').map(Number));
  });
});

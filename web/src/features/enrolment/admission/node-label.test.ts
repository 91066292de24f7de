import { expect, it } from 'vitest';
import { nodeLabelOf, numberedLabel } from './node-label.ts';

it.each([
  ['till-3', 'till-3'],
  ['Max’s phone', 'maxs-phone'],
  ['  Kasse Süd / Straße 4 ', 'kasse-sud-strasse-4'],
  ['xn--80ak6aa92e', 'xn-80ak6aa92e'],
  ['a.b_c', 'a-b-c'],
  ['Ｐｉｘｅｌ', 'pixel'],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ['a'.repeat(200), 'a'.repeat(63)],
  ['localhost', 'localhost-node'],
  ['WPAD', 'wpad-node'],
  [' İsatap_ ', 'isatap-node'],
  ['_dmarc', 'dmarc'],
  ['pаypal', 'p-ypal'],
])('makes of %j the label %s', (name, label) => {
  expect(nodeLabelOf(name)).toBe(label);
});

it.each(['', '---', '日本', '\u202e', '...'])('makes none of %j', (name) => {
  expect(nodeLabelOf(name)).toBeUndefined();
});

it('numbers a label within 63 characters', () => {
  expect(numberedLabel('till', 12)).toBe('till-12');
  expect(numberedLabel('a'.repeat(63), 1234)).toBe(`${'a'.repeat(58)}-1234`);
  expect(numberedLabel(`${'a'.repeat(57)}-bbbbb`, 1234)).toBe(`${'a'.repeat(57)}-1234`);
});

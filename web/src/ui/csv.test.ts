import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('writes heads and rows, with an empty cell for what is not known', () => {
  expect(
    csvText(
      ['node', 'rtt_ms'],
      [
        ['bus-1', 24.5],
        ['bus-2', null],
      ],
    ),
  ).toBe('node,rtt_ms\r\nbus-1,24.5\r\nbus-2,\r\n');
});

it.each([
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
  ['=1+1', "'=1+1"],
  ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2', "'-2"],
  ['+2', "'+2"],
  ['\t=1', "'\t=1"],
  [' =1+1', "' =1+1"],
  ['\u00a0@x', "'\u00a0@x"],
  ['\r=1', `"'\r=1"`],
  ['\n=1', `"'\n=1"`],
  ['＝1+1', "'＝1+1"],
  ['＠x', "'＠x"],
])('makes %j harmless', (value, written) => {
  expect(csvText(['x'], [[value]])).toBe(`x\r\n${written}\r\n`);
});

it('leaves a number below zero a number', () => {
  expect(csvText(['x'], [[-2]])).toBe('x\r\n-2\r\n');
});

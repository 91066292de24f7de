import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

it('a run is what the design asks for unless it is told otherwise', () => {
  expect(readOptions([])).toEqual({
    nodes: 200,
    sustained: 1_000,
    burst: 5_000,
    seconds: 20,
    mosquitto: false,
  });
  expect(readOptions(['--mosquitto', '--nodes', '50'])).toMatchObject({ nodes: 50, mosquitto: true });
});

it.each(['0', '-1', '1.5', 'many', '', '1000000'])('%j is no number of nodes', (text) => {
  expect(() => readOptions([`--nodes=${text}`])).toThrow(/--nodes is/);
});

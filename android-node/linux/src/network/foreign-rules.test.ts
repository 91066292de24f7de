import { expect, it } from 'vitest';
import { foremostForeign } from './foreign-rules.ts';

const system = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';
const own = new Set(['812345', '912345']);

it.each([
  ['the main table’s on a machine as it is installed', system, 32_766],
  ['no own one, of this node or another', `${system}4199:\tfrom 198.18.0.5 lookup 912345\n`, 32_766],
  ['no VRF’s', `1000:\tfrom all lookup [l3mdev-table]\n${system}`, 32_766],
  [
    'one that asks the main table for its longer routes',
    `4197:\tfrom all lookup main suppress_prefixlength 0\n`,
    4_197,
  ],
  ['one by a mark', `${system}5209:\tnot from all fwmark 0xca6c lookup 51820\n`, 5_209],
  ['one beside the machine’s own addresses', `0:\tfrom all lookup main\n${system}`, 0],
])('is %s', (_, text, preference) => {
  expect(foremostForeign(text, own)).toBe(preference);
});

it('is none where nothing is told', () => {
  expect(foremostForeign('', own)).toBeUndefined();
});

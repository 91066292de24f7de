import { expect, it } from 'vitest';
import { tunCommands } from './tun-interface.ts';

const text = (commands: readonly (readonly string[])[]) => commands.map((words) => words.join(' '));

it('sets MTU, link, addresses and routes of a new interface in this order', () => {
  const wanted = { addresses: ['198.18.0.5/32', 'fd00::5/128'], prefixes: ['198.18.0.0/15'], mtu: 1440 };
  expect(text(tunCommands('ntm0', undefined, wanted))).toEqual([
    'link set dev ntm0 mtu 1440',
    'link set dev ntm0 up',
    'address replace 198.18.0.5/32 dev ntm0',
    'address replace fd00::5/128 dev ntm0 nodad',
    'route replace 198.18.0.0/15 dev ntm0',
  ]);
});

it('names the source where a peer is in the network of an address', () => {
  const wanted = {
    addresses: ['198.18.0.5/32', '10.0.0.1/24', 'fd77::1/64'],
    prefixes: ['198.18.0.0/15', '10.0.0.2/32', 'fd77::2/128'],
    mtu: 1440,
  };
  expect(text(tunCommands('ntm0', undefined, wanted)).filter((line) => line.includes('route'))).toEqual([
    'route replace 198.18.0.0/15 dev ntm0',
    'route replace 10.0.0.2/32 dev ntm0 src 10.0.0.1',
    'route replace fd77::2/128 dev ntm0 src fd77::1',
  ]);
});

it('changes only what differs', () => {
  const before = { addresses: ['198.18.0.5/32'], prefixes: ['198.18.0.0/15'], mtu: 1440 };
  const wanted = { addresses: ['198.18.0.6/32'], prefixes: ['198.18.0.0/15', 'fd00::/48'], mtu: 1440 };
  expect(text(tunCommands('ntm0', before, wanted))).toEqual([
    'address del 198.18.0.5/32 dev ntm0',
    'address replace 198.18.0.6/32 dev ntm0',
    'route replace fd00::/48 dev ntm0',
  ]);
  expect(tunCommands('ntm0', wanted, wanted)).toEqual([]);
});

import { expect, it } from 'vitest';
import { NetworkMonitor, usableInterfaces } from './network-monitor.ts';

const entry = (address: string, internal = false) => ({
  address,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
});

it('leaves out loopback, link-local addresses and the own TUN', () => {
  const system = {
    lo: [entry('127.0.0.1', true)],
    ntm0: [entry('198.18.0.5')],
    eth1: [entry('fe80::1'), entry('2001:db8::2'), entry('192.0.2.7')],
    eth0: [entry('169.254.3.4')],
  };
  expect(usableInterfaces(system, { ownTun: 'ntm0' })).toEqual([
    { name: 'eth1', addresses: ['192.0.2.7', '2001:db8::2'] },
  ]);
});

it('tells a change once', () => {
  let addresses = ['192.0.2.1'];
  const changes: string[][] = [];
  const monitor = new NetworkMonitor(
    () => [{ name: 'eth0', addresses }],
    (interfaces) => changes.push(interfaces.flatMap((one) => one.addresses)),
  );
  monitor.check();
  monitor.check();
  addresses = ['198.51.100.1'];
  monitor.check();
  expect(changes).toEqual([['192.0.2.1'], ['198.51.100.1']]);
});

it('takes a look that the system refuses for no change, and looks again', () => {
  const refused = Object.assign(new Error('uv_interface_addresses returned EMFILE'), {
    code: 'ERR_SYSTEM_ERROR',
  });
  const looks = [
    () => [{ name: 'eth0', addresses: ['192.0.2.1'] }],
    () => [{ name: 'wlan0', addresses: ['192.0.2.9'] }],
  ];
  let fails = false;
  const changes: string[] = [];
  const monitor = new NetworkMonitor(
    () => {
      if (fails) throw refused;
      return looks.shift()?.() ?? [];
    },
    (interfaces) => changes.push(...interfaces.map(({ name }) => name)),
  );
  monitor.check();
  fails = true;
  monitor.check();
  fails = false;
  monitor.check();
  expect(changes).toEqual(['eth0', 'wlan0']);
});

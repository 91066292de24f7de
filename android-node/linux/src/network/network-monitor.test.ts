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
  const monitor = new NetworkMonitor({
    look: () => [{ name: 'eth0', addresses }],
    onChange: (interfaces) => changes.push(interfaces.flatMap((one) => one.addresses)),
    onRefused: () => undefined,
  });
  monitor.check();
  monitor.check();
  addresses = ['198.51.100.1'];
  monitor.check();
  expect(changes).toEqual([['192.0.2.1'], ['198.51.100.1']]);
});

const refused = Object.assign(new Error('uv_interface_addresses returned EMFILE'), {
  code: 'ERR_SYSTEM_ERROR',
});

/** A monitor whose looks come from a list, and what it tells. */
function monitorOf(...looks: (string | Error)[]) {
  const told: string[] = [];
  const monitor = new NetworkMonitor({
    look: () => {
      const look = looks.shift();
      if (look instanceof Error) throw look;
      return look === undefined ? [] : [{ name: look, addresses: ['192.0.2.1'] }];
    },
    onChange: (interfaces) => told.push(...interfaces.map(({ name }) => name)),
    onRefused: (message) => told.push(message),
  });
  return { monitor, told };
}

it('takes a look that the system refuses for no change, and looks again', () => {
  const { monitor, told } = monitorOf('eth0', refused, 'wlan0');
  for (let look = 0; look < 3; look++) monitor.check();
  expect(told).toEqual(['eth0', refused.message, 'wlan0']);
});

it('tells a refusal once however long it lasts, and again after a look that succeeded', () => {
  const { monitor, told } = monitorOf('eth0', refused, refused, refused, 'eth0', refused);
  for (let look = 0; look < 6; look++) monitor.check();
  expect(told).toEqual(['eth0', refused.message, refused.message]);
});

it('throws where the first look is refused, such as by a system that never allows it', () => {
  const { monitor, told } = monitorOf(refused);
  expect(() => monitor.check()).toThrow('EMFILE');
  expect(told).toEqual([]);
});

it('passes a fault of its own on', () => {
  const { monitor } = monitorOf('eth0', new TypeError('fault'));
  monitor.check();
  expect(() => monitor.check()).toThrow('fault');
});

import {
  DNS_CLASS_IN,
  DNS_TYPE,
  decodeDnsMessage,
  encodeDnsMessage,
  formatIpAddress,
  parseIpAddress,
} from '@ntmobile/shared';
import { beforeEach, expect, it } from 'vitest';
import { DemoDevice, SERVICE_PORT } from './demo-device.ts';
import { DEVICE_KINDS, type DeviceKind, deviceName, kindOf } from './device-kind.ts';
import { readUdp, type UdpDatagram, udpPacket } from './inner-packet.ts';

const KIND: DeviceKind = {
  name: 'test',
  quietSeconds: [10, 20],
  talkingSeconds: [5, 5],
  packetsPerSecond: [20, 20],
  sentBytes: [100, 200],
  answerBytes: [300, 400],
};
const ADDRESSES = { a: ['198.18.0.5/32', 'fd00::5/128'], b: ['198.18.0.6/32', 'fd00::6/128'] };
const RESOLVERS = ['198.18.0.1', 'fd00::1'];

let now: number;
let sent: Record<'a' | 'b', UdpDatagram[]>;
let devices: Record<'a' | 'b', DemoDevice>;
/** What the resolver says of `b.ntm.internal`. */
let known: boolean;

beforeEach(() => {
  now = 0;
  known = true;
  sent = { a: [], b: [] };
  devices = { a: device('a', ['b.ntm.internal']), b: device('b', []) };
});

/** Two devices on a wire with a resolver. */
function device(own: 'a' | 'b', others: readonly string[]): DemoDevice {
  let drawn = 0;
  const made = new DemoDevice(
    {
      kind: KIND,
      others: () => others,
      random: () => {
        drawn = (drawn + 0.37) % 1;
        return drawn;
      },
      send: (packets) => {
        for (const packet of packets) carry(own, packet);
      },
    },
    0,
  );
  made.configured({ addresses: ADDRESSES[own], resolver: RESOLVERS });
  return made;
}

function carry(from: 'a' | 'b', packet: Uint8Array): void {
  const datagram = readUdp(packet);
  if (datagram === undefined) return;
  sent[from].push(datagram);
  if (datagram.destinationPort === 53) devices[from].arrived([resolved(datagram)], now);
  else devices[from === 'a' ? 'b' : 'a'].arrived([packet], now);
}

function resolved({ source, destination, sourcePort, payload }: UdpDatagram): Uint8Array {
  const query = decodeDnsMessage(payload);
  const question = query.questions[0] as (typeof query.questions)[number];
  const address = parseIpAddress(question.type === DNS_TYPE.A ? '198.18.0.6' : 'fd00::6');
  const { name, type } = question;
  const answers = known ? [{ name, type, class: DNS_CLASS_IN, ttl: 60, data: address.bytes }] : [];
  return udpPacket({
    source: destination,
    destination: source,
    sourcePort: 53,
    destinationPort: sourcePort,
    payload: encodeDnsMessage({ ...query, response: true, answers }),
  });
}

function run(milliseconds: number): void {
  const end = now + milliseconds;
  while (devices.a.dueAt <= end) {
    now = devices.a.dueAt;
    devices.a.step(now);
  }
  now = end;
}
const requests = () => sent.a.filter(({ destinationPort }) => destinationPort === SERVICE_PORT);
const queries = () => sent.a.filter(({ destinationPort }) => destinationPort === 53);

it('asks for a name, then talks to its address at a rate, and is answered', () => {
  run(15_000);
  expect(queries().length).toBeGreaterThan(0);
  const talked = requests();
  expect(talked.length).toBeGreaterThan(20);
  expect(talked.length).toBeLessThanOrEqual(2 * 5 * 20);
  expect(sent.b).toHaveLength(talked.length);
  for (const { source, destination, payload } of talked) {
    expect([formatIpAddress(source), formatIpAddress(destination)].sort()).toEqual(
      source.family === 4 ? ['198.18.0.5', '198.18.0.6'] : ['fd00::5', 'fd00::6'],
    );
    expect(payload.length).toBeGreaterThanOrEqual(100);
  }
  for (const { payload } of sent.b) expect(payload.length).toBeGreaterThanOrEqual(300);
});

it('is quiet at times, and uses both families', () => {
  const perSecond: number[] = [];
  for (let second = 0; second < 600; second++) {
    const before = requests().length;
    run(1_000);
    perSecond.push(requests().length - before);
  }
  expect(perSecond.filter((count) => count === 0).length).toBeGreaterThan(200);
  expect(perSecond.filter((count) => count > 0).length).toBeGreaterThan(100);
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(30);
  expect(new Set(requests().map(({ source }) => source.family))).toEqual(new Set([4, 6]));
});

it('sends nothing where the name has no address or nobody answers', () => {
  known = false;
  run(120_000);
  expect(queries().length).toBeGreaterThan(2);
  expect(requests()).toEqual([]);
});

it('asks nobody before it has addresses', () => {
  devices.a.configured({ addresses: [], resolver: [] });
  run(120_000);
  expect(sent.a).toEqual([]);
});

it('serves a bounded answer, and never answers an answer', () => {
  const payload = new Uint8Array(10).fill(0xff);
  const [source, destination] = [parseIpAddress('198.18.0.6'), parseIpAddress('198.18.0.5')];
  const request = { source, destination, sourcePort: 30_000, destinationPort: SERVICE_PORT, payload };
  devices.a.arrived([udpPacket(request), new Uint8Array(3)], now);
  expect(sent.a.map((answer) => answer.payload.length)).toEqual([1_200]);
  expect(sent.b).toEqual([]);
  devices.a.arrived([udpPacket({ ...request, payload: new Uint8Array(1) })], now);
  expect(sent.a).toHaveLength(1);
});

it('has names and kinds by its number', () => {
  expect([1, 2, 3, 6].map(deviceName)).toEqual(['demo-kiosk-1', 'demo-till-2', 'demo-van-3', 'demo-kiosk-6']);
  expect(kindOf(7)).toBe(DEVICE_KINDS[1]);
});

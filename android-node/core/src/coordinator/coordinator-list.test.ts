import { formatNodeId, type SignallingFrame } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DirectionCoordinatorAddress } from '../inputs.ts';
import type { MemoryHost } from '../testing/memory-host.ts';
import { TestRealm } from '../testing/realm.ts';
import { SERVER_TIME, TestCoordinator } from '../testing/test-coordinator.ts';
import { endpointOfTry } from './handshake-schedule.ts';

const DEAD = '203.0.113.9:3479';
let realm: TestRealm;
let second: TestCoordinator;
let a: MemoryHost;
let b: MemoryHost;

beforeEach(() => {
  realm = new TestRealm();
  second = new TestCoordinator(realm.network, '203.0.113.2:3479', 98);
  a = realm.addNode('a', [second]);
  b = realm.addNode('b', [second]);
  realm.run(100);
});

const atFirst = (endpoint = '203.0.113.1:3479'): DirectionCoordinatorAddress => ({
  publicKey: realm.coordinator.publicKey,
  endpoints: [endpoint],
});
const atSecond = (...endpoints: string[]): DirectionCoordinatorAddress => ({
  publicKey: second.publicKey,
  endpoints,
});
function give(...coordinators: DirectionCoordinatorAddress[]): void {
  a.feed({ kind: 'enrolled', enrolment: { ...realm.coordinator.enrolmentOf('a'), coordinators } });
}
const proofs = () =>
  a.reports.flatMap((report) => (report.kind === 'coordinatorProven' ? [report.endpoint] : []));
const initiations = () =>
  realm.network.sent.filter(({ datagram, source }) => datagram[0] === 1 && source === a.endpoint).length;
const received = (from: TestCoordinator, kind: SignallingFrame['kind']) =>
  from.frames.filter((frame) => frame.kind === kind).length;
function status() {
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = a.reports.at(-1);
  if (report?.kind !== 'status') throw new Error('no status');
  return report.status;
}

describe('a new list of coordinators', () => {
  it('is searched at once, and says at which endpoint a coordinator answered', () => {
    expect(proofs()).toEqual(['203.0.113.1:3479']);
    give(atSecond('203.0.113.2:3479'));
    realm.run(100);
    expect(proofs().at(-1)).toBe('203.0.113.2:3479');
    expect(received(second, 'registrationRequest')).toBe(1);
    expect(status().coordinator).toMatchObject({ state: 'registered', endpoint: '203.0.113.2:3479' });
  });

  it('that begins with the coordinator in use is proven by its answer in the session at hand', () => {
    const before = initiations();
    give(atFirst(), atSecond('203.0.113.2:3479'));
    expect(proofs()).toHaveLength(1);
    realm.run(100);
    expect(proofs()).toEqual(['203.0.113.1:3479', '203.0.113.1:3479']);
    expect(received(realm.coordinator, 'registrationRequest')).toBe(2);
    expect(received(realm.coordinator, 'keepAlive')).toBe(1);
    expect(initiations()).toBe(before);
  });

  it('is not proven by what the coordinator in use says by itself, and without its answer is searched', () => {
    const before = initiations();
    realm.network.attach('203.0.113.1:3479', undefined);
    give(atFirst());
    realm.coordinator.direct('b', 'a');
    realm.run(1_400);
    expect(proofs()).toHaveLength(1);
    realm.network.attach('203.0.113.1:3479', realm.coordinator);
    realm.run(600);
    expect(proofs()).toHaveLength(2);
    expect(initiations()).toBeGreaterThan(before);
  });

  it('is searched at once where nobody answers in the session at hand already', () => {
    give(atFirst());
    realm.run(100);
    realm.network.attach('203.0.113.1:3479', undefined);
    realm.run(34_000);
    give(atFirst(), atSecond('203.0.113.2:3479'));
    realm.run(3_000);
    expect(proofs().at(-1)).toBe('203.0.113.2:3479');
  });

  it('is searched where the answer that it waits for comes from elsewhere', () => {
    realm.network.attach('203.0.113.1:3479', undefined);
    give(atFirst(), atSecond('203.0.113.2:3479'));
    realm.run(100);
    second.call('a', a.endpoint);
    realm.run(1_000);
    expect(proofs().at(-1)).toBe('203.0.113.2:3479');
  });

  it('that names the coordinator in use later, or first at another endpoint, is searched from its first on', () => {
    give(atSecond('203.0.113.2:3479'), atFirst());
    realm.run(100);
    expect(proofs().at(-1)).toBe('203.0.113.2:3479');
    give({ ...atSecond(DEAD, '203.0.113.2:3479') });
    realm.run(100);
    expect(proofs()).toHaveLength(2);
  });

  it('is not proven by the session that was there before, nor by a coordinator that calls', () => {
    give(atFirst(DEAD));
    realm.run(100);
    a.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth1', addresses: ['192.0.2.1'] }] });
    realm.run(100);
    expect(received(realm.coordinator, 'registrationRequest')).toBe(3);
    realm.coordinator.restart();
    realm.coordinator.call('a', a.endpoint);
    realm.run(30_000);
    expect(status().coordinator.state).toBe('registered');
    expect(proofs()).toHaveLength(1);
  });

  it('without a live coordinator leaves the node where it is, and the old list is proven again', () => {
    give(atSecond(DEAD));
    realm.run(29_000);
    expect(status().coordinator).toMatchObject({ state: 'registered', endpoint: '203.0.113.1:3479' });
    realm.coordinator.direct('b', 'a');
    realm.run(500);
    b.sendData('198.18.0.11', 'still reachable');
    realm.run(500);
    expect(a.delivered).toEqual(['still reachable']);
    give(atFirst());
    realm.run(100);
    expect(proofs()).toEqual(['203.0.113.1:3479', '203.0.113.1:3479']);
  });

  it('is not noticed by tunnels', () => {
    realm.coordinator.direct('a', 'b');
    realm.run(500);
    const sessions = [...a.sessions.keys()];
    expect(sessions.length).toBeGreaterThan(0);
    give(atSecond('203.0.113.2:3479'));
    realm.run(1_000);
    expect([...a.sessions.keys()]).toEqual(sessions);
    a.sendData('198.18.0.12', 'on and on');
    realm.run(100);
    expect(b.delivered).toEqual(['on and on']);
  });

  it('is searched at every endpoint of every coordinator', () => {
    give(atFirst(DEAD), atSecond('203.0.113.8:3479', '203.0.113.2:3479'));
    realm.run(10_000);
    expect(proofs().at(-1)).toBe('203.0.113.2:3479');
    const others = Array.from({ length: 7 }, (_, index) => ({
      publicKey: new Uint8Array(32).fill(20 + index),
      endpoints: [DEAD],
    }));
    give(...others, atFirst());
    realm.run(11_000);
    expect(proofs().at(-1)).toBe('203.0.113.1:3479');
    const lists = [
      { listLength: 1, endpoints: 2 },
      { listLength: 3, endpoints: 4 },
    ];
    for (const { listLength, endpoints } of lists) {
      const tried = Array.from({ length: 1 + listLength * endpoints }, (_, tries) =>
        endpointOfTry(tries, listLength, endpoints),
      );
      expect(new Set(tried).size).toBe(endpoints);
    }
  });
});

describe('the realm’s configuration', () => {
  const tun = () => a.outputs.findLast((output) => output.kind === 'configureTun');

  it('narrows what is routed and names the search domain, and can be taken back', () => {
    const before = tun();
    a.feed({
      kind: 'overlayConfigured',
      overlay: { prefixes: ['198.18.0.0/24'], searchDomain: 'a.example' },
    });
    expect(tun()).toMatchObject({ prefixes: ['198.18.0.0/24'], searchDomain: 'a.example' });
    a.feed({ kind: 'overlayConfigured', overlay: {} });
    expect(tun()).toEqual(before);
  });
});

it('the boot id of a status is the one that the coordinator is told', () => {
  const registration = realm.coordinator.frames.find((frame) => frame.kind === 'registrationRequest');
  if (registration?.kind !== 'registrationRequest') throw new Error('not registered');
  expect(status().bootId).toBe(formatNodeId(registration.bootId));
});

it('a status tells the coordinator’s clock', () => {
  expect(realm.network.now + (status().serverClockOffset ?? 0)).toBeCloseTo(
    SERVER_TIME + realm.network.now,
    -3,
  );
});

import { cookieOf, createCookieReply, hasValidMac2, macKeysOf, parseEndpoint } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { TestRealm } from '../testing/realm.ts';
import type { Station, VirtualPacket } from '../testing/virtual-network.ts';

const ENDPOINT = '203.0.113.1:3479';
const SECRET = new Uint8Array(32).fill(3);

let realm: TestRealm;
let a: MemoryHost;

beforeEach(() => {
  realm = new TestRealm();
});

/** The realm's coordinator behind a door that wants a cookie and lets only some datagrams in. */
function busyCoordinator(lets: (packet: VirtualPacket) => boolean): Station {
  const { network, coordinator } = realm;
  const { cookieKey } = macKeysOf(noblePrimitives, coordinator.publicKey);
  return {
    deadline: () => undefined,
    wake: () => {},
    receive(packet) {
      if (!lets(packet)) return;
      const { datagram, source } = packet;
      const cookie = cookieOf(noblePrimitives, SECRET, parseEndpoint(source));
      if (datagram[0] !== 1 || hasValidMac2(noblePrimitives, cookie, datagram)) {
        coordinator.receive(packet);
        return;
      }
      const nonce = new Uint8Array(24).fill(network.sent.length);
      const reply = createCookieReply(noblePrimitives, { cookieKey, message: datagram, cookie, nonce });
      network.send({ source: ENDPOINT, destination: source, datagram: reply });
    },
  };
}

const sentOf = (type: number) => realm.network.sent.filter(({ datagram }) => datagram[0] === type);
const isRegistered = () => realm.coordinator.frames.some(({ kind }) => kind === 'registrationRequest');

it('gets its cookie back as soon as the node has it', () => {
  realm.network.attach(
    ENDPOINT,
    busyCoordinator(() => true),
  );
  realm.addNode('a');
  realm.run(50);
  expect(isRegistered()).toBe(true);
  expect(sentOf(1)).toHaveLength(2);
});

it('is not sent more for more cookies: a node that has one waits for its time', () => {
  realm.network.delayMs = 130;
  realm.network.attach(
    ENDPOINT,
    busyCoordinator(({ datagram }) => datagram[0] === 1),
  );
  realm.addNode('a');
  // A copy is on its way before the first cookie comes, and is answered too.
  realm.run(500);
  expect(sentOf(3)).toHaveLength(2);
  // At 0 and 250 ms, with the cookie at 260, and its copies 50, 100 and 200 ms later.
  expect(sentOf(1)).toHaveLength(2 + 4);
});

it('takes in a node of which it hears one datagram in five', () => {
  let count = 0;
  realm.network.attach(
    ENDPOINT,
    busyCoordinator(() => count++ % 5 === 4),
  );
  a = realm.addNode('a');
  realm.run(3_000);
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  expect(a.reports.at(-1)).toMatchObject({ status: { coordinator: { state: 'registered' } } });
});

it('gets requests again sooner than one that asked for no cookie', () => {
  const requestsWithin = (ms: number) => {
    realm.coordinator.mute.add('registrationRequest');
    realm.addNode('a');
    realm.run(ms);
    return realm.coordinator.frames.filter(({ kind }) => kind === 'registrationRequest').length;
  };
  const calm = requestsWithin(450);
  realm = new TestRealm();
  realm.network.attach(
    ENDPOINT,
    busyCoordinator(() => true),
  );
  expect([calm, requestsWithin(450)]).toEqual([2, 5]);
});

it('counts answers to further copies apart from answers to nothing', () => {
  realm.network.delayMs = 130;
  realm.network.attach(ENDPOINT, {
    deadline: () => undefined,
    wake: () => {},
    receive(packet) {
      const [answer] = sentOf(2);
      if (packet.datagram[0] === 1 && answer !== undefined) realm.network.send(answer);
      else realm.coordinator.receive(packet);
    },
  });
  a = realm.addNode('a');
  realm.run(2_000);
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  expect(sentOf(2)).toHaveLength(2);
  expect(a.reports.at(-1)).toMatchObject({
    status: { coordinator: { state: 'registered' }, counts: { handshakeAnsweredAgain: 1 } },
  });
  expect(a.reports.at(-1)).not.toMatchObject({
    status: { counts: { handshakeUnexpected: expect.anything() } },
  });
});

describe('the time that a coordinator takes to answer', () => {
  const rttMs = () => {
    a.feed({ kind: 'statusRequested', id: 1, counters: [] });
    const report = a.reports.at(-1);
    return report?.kind === 'status' ? report.status.coordinator.rttMs : undefined;
  };

  it('is that of a message 1 which was sent once', () => {
    a = realm.addNode('a');
    realm.run(1_000);
    expect(rttMs()).toBe(20);
  });

  it('is not taken from a message 1 that was repeated, but from the next KeepAlive', () => {
    let lost = 0;
    realm.network.attach(ENDPOINT, {
      deadline: () => undefined,
      wake: () => {},
      receive(packet) {
        if (packet.datagram[0] === 1 && lost++ === 0) return;
        realm.coordinator.receive(packet);
      },
    });
    a = realm.addNode('a');
    realm.run(1_000);
    expect(isRegistered()).toBe(true);
    expect(rttMs()).toBeUndefined();
    realm.run(31_000);
    expect(rttMs()).toBe(20);
  });
});

import { formatEndpoint, type SignallingFrame } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { TestRealm } from '../testing/realm.ts';

const COORDINATOR = '203.0.113.1:3479';
const REFUSAL = { kind: 'error', requestType: 0x20, code: 'tooMany', text: 'wait' } as const;

let realm: TestRealm;
let a: MemoryHost;

beforeEach(() => {
  realm = new TestRealm();
  a = realm.addNode('a');
  realm.run(100);
});

/** The node's machine has these addresses from now on; packets find it where they did. */
function change(...addresses: string[]): void {
  a.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth0', addresses }] });
}

/** What the coordinator would tell others, without what it sees itself. */
const registered = () =>
  realm.coordinator
    .client('a')
    .candidates.filter(({ source }) => source === 'interface')
    .map(({ endpoint }) => formatEndpoint(endpoint));
const received = (kind: SignallingFrame['kind']) =>
  realm.coordinator.frames.filter((frame) => frame.kind === kind);

/** Takes the coordinator off the network, or puts it there again, with all that it knows. */
const unplug = () => realm.network.attach(COORDINATOR, undefined);
const plugIn = () => realm.network.attach(COORDINATOR, realm.coordinator);

describe('addresses that change while a registration waits for its answer', () => {
  it('are registered at once, and those before them no more', () => {
    change('10.0.0.7');
    realm.run(5);
    change('10.0.0.8');
    realm.run(20);
    expect(registered()).toEqual(['10.0.0.8:5000']);
    realm.run(60_000);
    expect(registered()).toEqual(['10.0.0.8:5000']);
    expect(received('registrationRequest')).toHaveLength(3);
  });

  it('are registered as soon as there is a network again', () => {
    change();
    realm.network.loss = 1;
    realm.run(3_000);
    realm.network.loss = 0;
    change('192.0.2.1');
    realm.run(20);
    expect(registered()).toEqual(['192.0.2.1:5000']);
    realm.run(1_800_000);
    expect(registered()).toEqual(['192.0.2.1:5000']);
  });

  it('are never said again in a later session once others hold', () => {
    unplug();
    change('10.0.0.7');
    realm.run(3_000);
    change('10.0.0.8');
    plugIn();
    realm.run(10_000);
    expect(received('registrationRequest').slice(1)).toMatchObject([
      { candidates: [{ endpoint: { address: { bytes: Uint8Array.of(10, 0, 0, 8) } } }] },
    ]);
  });

  it('let the coordinator be doubted as soon as without them, and given up as soon', () => {
    unplug();
    const initiations = () => realm.network.sent.filter(({ datagram }) => datagram[0] === 1).length;
    const before = initiations();
    for (let step = 0; step < 16; step++) {
      change(`10.0.0.${step}`);
      realm.run(100);
    }
    expect(initiations()).toBeGreaterThan(before);
    for (let step = 0; step < 90; step++) {
      change(`10.0.1.${step}`);
      realm.run(100);
    }
    expect(a.reports.at(-1)).toMatchObject({ coordinator: { state: 'connecting' } });
  });
});

describe('addresses whose registration nobody answered', () => {
  it('are registered when a coordinator answers again, however long it was away', () => {
    unplug();
    change('10.0.0.7');
    realm.run(15_000);
    plugIn();
    realm.run(6_000);
    expect(registered()).toEqual(['10.0.0.7:5000']);
  });

  it('are not left registered where only the answer was lost and the ones before are back', () => {
    const deaf = { deadline: () => a.deadline(), wake: () => a.wake(), receive: () => {} };
    realm.network.attach(a.endpoint, deaf);
    change('10.0.0.7');
    realm.run(12_000);
    expect(registered()).toEqual(['10.0.0.7:5000']);
    unplug();
    change('192.0.2.1');
    realm.run(12_000);
    plugIn();
    realm.network.attach(a.endpoint, a);
    realm.run(6_000);
    expect(registered()).toEqual(['192.0.2.1:5000']);
  });

  it('are registered at the next KeepAlive where the coordinator refused them', () => {
    realm.coordinator.mute.add('registrationRequest');
    change('10.0.0.7');
    realm.run(20);
    const { transaction } = received('registrationRequest').at(-1) as SignallingFrame;
    realm.coordinator.send('a', [{ ...REFUSAL, transaction }]);
    realm.coordinator.mute.clear();
    realm.run(31_000);
    expect(registered()).toEqual(['10.0.0.7:5000']);
  });
});

it('addresses that nobody answered about are said in a new session although a KeepAlive waits', () => {
  realm.run(29_800);
  realm.coordinator.mute.add('registrationRequest').add('keepAlive');
  realm.run(200);
  change('10.0.0.7');
  realm.run(20);
  const { transaction } = received('registrationRequest').at(-1) as SignallingFrame;
  realm.coordinator.send('a', [{ ...REFUSAL, transaction }]);
  realm.coordinator.mute.clear();
  realm.coordinator.restart();
  realm.coordinator.call('a', a.endpoint);
  realm.run(100);
  expect(registered()).toEqual(['10.0.0.7:5000']);
});

it('addresses that changed while there was no session are said to a coordinator that calls', () => {
  unplug();
  realm.run(200_000);
  change('10.0.0.7');
  plugIn();
  realm.coordinator.call('a', a.endpoint);
  realm.run(100);
  expect(registered()).toEqual(['10.0.0.7:5000']);
});

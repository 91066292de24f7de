import type { NodeInput, NodeOutput } from '@ntmobile/node-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeHost } from './node-host.ts';
import type { DataPlanePort, HostServices, NodeCore } from './ports.ts';

/** A core whose outputs per input kind are given; what it was told is kept. */
function scriptedCore(script: Partial<Record<NodeInput['kind'], NodeOutput[]>>, at?: number) {
  const inputs: NodeInput[] = [];
  const queue: NodeOutput[] = [];
  const core: NodeCore = {
    handleInput: (input) => {
      inputs.push(input);
      queue.push(...(script[input.kind] ?? []));
    },
    pollOutput: () => queue.shift() ?? { kind: 'armTimer', at },
  };
  return { core, inputs };
}

let now = 0;
const plane = {
  openSocket: vi.fn(() => ({ port: 4242 })),
  setPeer: vi.fn(),
  setVirtualAddresses: vi.fn(),
  setResolver: vi.fn(),
  close: vi.fn(),
};
const services = {
  now: () => now,
  configureTun: vi.fn(async () => undefined),
  askUpstream: vi.fn(async () => new Uint8Array([7])),
  saveState: vi.fn(),
  report: vi.fn(),
};
const hostOf = (core: NodeCore) =>
  new NodeHost(core, plane as unknown as DataPlanePort, services as unknown as HostServices);

beforeEach(() => {
  now = 0;
  vi.clearAllMocks();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('node host', () => {
  it('takes an upstream that cannot be asked for one that does not answer', async () => {
    services.askUpstream.mockRejectedValueOnce(new Error('EMFILE: too many open files'));
    const { core, inputs } = scriptedCore({
      timeReached: [{ kind: 'forwardDns', id: 5, payload: new Uint8Array(12) }],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    await vi.waitFor(() => expect(inputs[1]).toEqual({ kind: 'dnsUpstreamAnswered', id: 5 }));
  });

  it('tells the core which port a socket got, after the round that opened it', () => {
    const { core, inputs } = scriptedCore({
      timeReached: [
        { kind: 'openSocket', socket: 1, family: 4, port: 0 },
        { kind: 'saveState', key: 'k', value: 'v', urgency: 'now' },
      ],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    expect(services.saveState).toHaveBeenCalledWith('k', 'v', 'now');
    expect(inputs.map((input) => input.kind)).toEqual(['timeReached', 'socketOpened']);
    expect(inputs[1]).toEqual({ kind: 'socketOpened', socket: 1, port: 4242 });
  });

  it('opens a socket at the address that the machine has for its family', () => {
    const script = (family: 4 | 6) =>
      scriptedCore({ timeReached: [{ kind: 'openSocket', socket: family, family, port: 0 }] }).core;
    const own = { ...services, socketAddress: (family: 4 | 6) => (family === 4 ? '127.64.0.9' : undefined) };
    for (const family of [4, 6] as const)
      new NodeHost(script(family), plane as unknown as DataPlanePort, own).handle({ kind: 'timeReached' });
    expect(plane.openSocket.mock.calls.slice(-2)).toEqual([
      [expect.objectContaining({ family: 4, address: '127.64.0.9' })],
      [expect.not.objectContaining({ address: expect.anything() })],
    ]);
  });

  it('hands a failure back as an input', async () => {
    plane.openSocket.mockImplementationOnce(() => {
      throw new Error('EADDRINUSE');
    });
    services.configureTun.mockRejectedValueOnce(new Error('no TUN'));
    const { core, inputs } = scriptedCore({
      timeReached: [
        { kind: 'openSocket', socket: 1, family: 4, port: 9 },
        {
          kind: 'configureTun',
          addresses: ['198.18.0.5/32'],
          prefixes: [],
          realmPrefixes: [],
          mtu: 1440,
          resolver: [],
        },
      ],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    await vi.waitFor(() => expect(inputs).toHaveLength(3));
    expect(inputs[1]).toEqual({ kind: 'socketFailed', socket: 1, message: 'EADDRINUSE' });
    expect(inputs[2]).toEqual({ kind: 'tunFailed', message: 'no TUN' });
    expect(plane.setVirtualAddresses).toHaveBeenCalledWith(['198.18.0.5'], []);
  });

  it('hands back that the data plane refuses the addresses, and tells the system nothing of them', async () => {
    plane.setVirtualAddresses.mockImplementationOnce(() => {
      throw new Error('too many addresses');
    });
    const { core, inputs } = scriptedCore({
      timeReached: [
        {
          kind: 'configureTun',
          addresses: ['198.18.0.5/32'],
          prefixes: [],
          realmPrefixes: [],
          mtu: 1440,
          resolver: [],
        },
      ],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    await vi.waitFor(() => expect(inputs[1]).toEqual({ kind: 'tunFailed', message: 'too many addresses' }));
    expect(services.configureTun).not.toHaveBeenCalled();
  });

  it('passes a peer on with the kind the data plane knows', () => {
    const { core } = scriptedCore({
      timeReached: [{ kind: 'setPeer', peer: 3, prefixes: ['10.0.0.0/8'], peerKind: 'stock', pathMtu: 1420 }],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    expect(plane.setPeer).toHaveBeenCalledWith({
      peer: 3,
      prefixes: ['10.0.0.0/8'],
      kind: 'stock',
      pathMtu: 1420,
    });
  });

  it('brings the upstream answer back under its id', async () => {
    const { core, inputs } = scriptedCore({
      timeReached: [{ kind: 'forwardDns', id: 5, payload: new Uint8Array([1]) }],
    });
    hostOf(core).handle({ kind: 'timeReached' });
    await vi.waitFor(() => expect(inputs).toHaveLength(2));
    expect(inputs[1]).toEqual({ kind: 'dnsUpstreamAnswered', id: 5, payload: new Uint8Array([7]) });
  });

  it('tells the time when the deadline came, also when it passed in suspend', () => {
    const { core, inputs } = scriptedCore({}, 1000);
    const host = hostOf(core);
    host.handle({ kind: 'stopRequested' });
    vi.advanceTimersByTime(999);
    host.wake();
    expect(inputs).toHaveLength(1);
    now = 50_000;
    host.wake();
    expect(inputs.map((input) => input.kind)).toEqual(['stopRequested', 'timeReached']);
    host.close();
    vi.advanceTimersByTime(10_000);
    expect(inputs).toHaveLength(2);
    expect(plane.close).toHaveBeenCalledOnce();
  });
});

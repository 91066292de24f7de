import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DcInput } from '../../dc/inputs.ts';
import type { DcOutput } from '../../dc/outputs.ts';
import { CoordinatorHost } from './coordinator-host.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const START: DcInput = { kind: 'started', wallClockMs: 0, profiles: [], leases: [] };
const DROP: DcOutput = { kind: 'dropLease', nodeId: 'a' };
const SEND: DcOutput = { kind: 'sendPacket', destination: '192.0.2.1:5', datagram: new Uint8Array(1) };

/** A core that answers each input by the next script. */
function scripted(...scripts: DcOutput[][]) {
  const inputs: DcInput[] = [];
  let outputs: DcOutput[] = [];
  return {
    inputs,
    handleInput: (input: DcInput) => {
      inputs.push(input);
      outputs = [...(scripts.shift() ?? [])];
    },
    pollOutput: (): DcOutput => outputs.shift() ?? { kind: 'armTimer', at: undefined },
  };
}

function hosted(core: ReturnType<typeof scripted>, onExecute: (host: CoordinatorHost) => void = () => {}) {
  const done: string[] = [];
  const host: CoordinatorHost = new CoordinatorHost(core, {
    now: () => Date.now(),
    send: (destination) => done.push(destination),
    nodesCalled: () => done.push('nodesCalled'),
    execute: (output) => {
      done.push(output.kind);
      onExecute(host);
    },
  });
  return { host, done };
}

it('executes outputs in order, and hands in what arises meanwhile after them', () => {
  const core = scripted([DROP, SEND, { kind: 'nodesCalled' }], [SEND]);
  const { host, done } = hosted(core, (self) => self.handle({ kind: 'storeFailed', output: DROP }));
  host.handle(START);
  expect(done).toEqual(['dropLease', '192.0.2.1:5', 'nodesCalled', '192.0.2.1:5']);
  expect(core.inputs.map(({ kind }) => kind)).toEqual(['started', 'storeFailed']);
});

it('says when the time that was asked for is reached, the last one only', () => {
  const now = Date.now();
  const core = scripted(
    [{ kind: 'armTimer', at: now + 1_000 }],
    [{ kind: 'armTimer', at: now + 50 }],
    [{ kind: 'armTimer', at: undefined }],
  );
  const { host } = hosted(core);
  host.handle(START);
  host.handle({ kind: 'wallClockRead', wallClockMs: 0 });
  vi.advanceTimersByTime(49);
  expect(core.inputs).toHaveLength(2);
  vi.advanceTimersByTime(5_000);
  expect(core.inputs.map(({ kind }) => kind)).toEqual(['started', 'wallClockRead', 'timeReached']);
});

it('arms the same time again when the engine was early', () => {
  const now = Date.now();
  const same: DcOutput = { kind: 'armTimer', at: now + 10 };
  const core = scripted([same], [same], []);
  const { host } = hosted(core);
  host.handle(START);
  vi.setSystemTime(now - 5);
  vi.advanceTimersByTime(100);
  expect(core.inputs.map(({ kind }) => kind)).toEqual(['started', 'timeReached', 'timeReached']);
});

it('takes no more inputs once it is closed', () => {
  const core = scripted([{ kind: 'armTimer', at: Date.now() + 10 }]);
  const { host } = hosted(core);
  host.handle(START);
  host.close();
  vi.advanceTimersByTime(100);
  host.handle({ kind: 'timeReached' });
  expect(core.inputs).toEqual([START]);
});

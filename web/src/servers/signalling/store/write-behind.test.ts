import { describe, expect, it, vi } from 'vitest';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { WriteBehind } from './write-behind.ts';

type Drop = Extract<StoreOutput, { kind: 'dropLease' }> & { readonly version?: number };

const drop = (nodeId: string, version = 0): Drop => ({ kind: 'dropLease', nodeId, version });
const dataError = () => Object.assign(new Error('no such node'), { code: '23503' });

function queueWith(write: (outputs: readonly Drop[]) => Promise<void>, limit = 100) {
  const handlers = {
    keyOf: ({ nodeId }: Drop) => nodeId,
    write: vi.fn(write),
    onRefused: vi.fn(),
    onUnavailable: vi.fn(),
  };
  return { handlers, queue: new WriteBehind<Drop>(handlers, limit) };
}

describe('writing behind', () => {
  it('gathers what comes together, the newest of each key', async () => {
    const { handlers, queue } = queueWith(async () => {});
    for (const output of [drop('a', 1), drop('b', 1), drop('a', 2)]) queue.add(output);
    await queue.stop();
    expect(handlers.write.mock.calls).toEqual([[[drop('a', 2), drop('b', 1)]]]);
  });

  // However many steps a promise takes from the last write to whoever waits for the end of it.
  it.each([0, 1, 2, 3, 4, 5, 6])('writes what comes %i steps after the last write', async (steps) => {
    const written: string[] = [];
    const addLater = async () => {
      for (let step = 0; step < steps; step++) await undefined;
      queue.add(drop('b'));
    };
    const { queue } = queueWith(async (outputs) => {
      written.push(...outputs.map(({ nodeId }) => nodeId));
      if (written.length === 1) void addLater();
    });
    queue.add(drop('a'));
    for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
    expect(written).toEqual(['a', 'b']);
  });

  it('keeps what could not be written, unless something newer has come', async () => {
    const written: Drop[] = [];
    let away = true;
    const { handlers, queue } = queueWith(async (outputs) => {
      if (away) throw new Error('connection refused');
      written.push(...outputs);
    });
    queue.add(drop('a', 1));
    queue.add(drop('b', 1));
    await vi.waitFor(() => expect(handlers.onUnavailable).toHaveBeenCalledTimes(1));
    queue.add(drop('a', 2));
    away = false;
    await queue.stop();
    expect(written.sort((one, other) => one.nodeId.localeCompare(other.nodeId))).toEqual([
      drop('a', 2),
      drop('b', 1),
    ]);
    expect(handlers.onRefused).not.toHaveBeenCalled();
  });

  it('gives up one that the database refuses, and writes the others', async () => {
    const written: string[] = [];
    const { handlers, queue } = queueWith(async (outputs) => {
      if (outputs.some(({ nodeId }) => nodeId === 'bad')) throw dataError();
      written.push(...outputs.map(({ nodeId }) => nodeId));
    });
    for (const name of ['a', 'bad', 'c']) queue.add(drop(name));
    await queue.stop();
    expect(written).toEqual(['a', 'c']);
    expect(handlers.onRefused.mock.calls).toEqual([[drop('bad')]]);
  });

  it('refuses what comes beyond its limit, but takes news of what waits', async () => {
    const { handlers, queue } = queueWith(async () => {}, 1);
    queue.add(drop('a', 1));
    queue.add(drop('b', 1));
    queue.add(drop('a', 2));
    await queue.stop();
    expect(handlers.onRefused.mock.calls).toEqual([[drop('b', 1)]]);
    expect(handlers.write.mock.calls).toEqual([[[drop('a', 2)]]]);
  });
});

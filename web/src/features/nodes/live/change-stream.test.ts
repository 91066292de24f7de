import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { changeStream, SETTLE_MS } from './change-stream.ts';
import type { LiveChange } from './live-hub.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function openStream(spacingMs: number) {
  let publish: (change: LiveChange) => void = () => {};
  const unsubscribe = vi.fn();
  const hub = {
    subscribe: async (subscriber: (change: LiveChange) => void) => {
      publish = subscriber;
      return unsubscribe;
    },
  };
  const abort = new AbortController();
  const told: { at: number; kinds: readonly string[] }[] = [];
  const begun = Date.now();
  const ended = (async () => {
    const stream = changeStream(hub, {
      concerns: (change) => change.nodeId === 'a',
      signal: abort.signal,
      idleMs: 10_000,
      spacingMs,
    });
    // It begins with a word that has the page read, for what changed before anybody listened.
    expect((await stream.next()).value).toEqual({ kinds: ['reconnected'] });
    for await (const { kinds } of stream) told.push({ at: Date.now() - begun, kinds });
  })();
  const change = (channel: LiveChange['channel'], nodeId = 'a') => publish({ channel, nodeId });
  return { change, told, ended, abort, unsubscribe };
}

it('tells the first change at once, together with those of the same moment', async () => {
  const stream = openStream(250);
  await vi.advanceTimersByTimeAsync(1_000);
  stream.change('presence');
  await vi.advanceTimersByTimeAsync(5);
  stream.change('telemetry');
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(stream.told).toEqual([{ at: 1_000 + SETTLE_MS, kinds: ['presence', 'telemetry'] }]);
});

it('delays no sample of each second by more than the moment in which its batch settles', async () => {
  const stream = openStream(250);
  await vi.advanceTimersByTimeAsync(100);
  const committed: number[] = [];
  for (let second = 0; second < 10; second++) {
    committed.push(100 + second * 1_000);
    stream.change('telemetry');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(stream.told.map(({ at }, index) => at - (committed[index] ?? 0))).toEqual(
    committed.map(() => SETTLE_MS),
  );
});

it('tells a storm no more often than it was asked to, and its last change for certain', async () => {
  const stream = openStream(250);
  await vi.advanceTimersByTimeAsync(0);
  for (let change = 0; change < 100; change++) {
    stream.change('telemetry');
    await vi.advanceTimersByTimeAsync(10);
  }
  stream.change('config');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stream.told.length).toBeLessThanOrEqual(6);
  expect(stream.told.at(-1)?.kinds).toContain('config');
});

it('keeps silent about other nodes and ends with its signal, leaving nobody subscribed', async () => {
  const stream = openStream(250);
  await vi.advanceTimersByTimeAsync(0);
  stream.change('telemetry', 'b');
  await vi.advanceTimersByTimeAsync(500);
  expect(stream.told).toEqual([]);
  stream.abort.abort();
  await stream.ended;
  expect(stream.unsubscribe).toHaveBeenCalledOnce();
});

it('misses nothing that changes between its first word and what is asked for then', async () => {
  const subscribed: ((change: LiveChange) => void)[] = [];
  const hub = {
    subscribe: async (subscriber: (change: LiveChange) => void) => {
      subscribed.push(subscriber);
      return () => {};
    },
  };
  const { signal } = new AbortController();
  const stream = changeStream(hub, { concerns: () => true, signal, idleMs: 10_000, spacingMs: 250 });
  await stream.next();
  for (const publish of subscribed) publish({ channel: 'config', nodeId: 'a' });
  const next = stream.next();
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect((await next).value).toEqual({ kinds: ['config'] });
  await stream.return(undefined);
});

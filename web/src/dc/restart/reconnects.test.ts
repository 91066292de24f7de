import { expect, test } from 'vitest';
import { Deadlines } from '../deadlines.ts';
import { OutputQueue } from '../output-queue.ts';
import type { DcServices } from '../services.ts';
import type { DcTimer } from '../timer.ts';
import { Reconnects } from './reconnects.ts';

/** So many nodes to be called, and who waits for an answer. */
function calling(count: number) {
  const outputs = new OutputQueue();
  const deadlines = new Deadlines<DcTimer>();
  const called: string[] = [];
  const awaited = new Set<string>();
  const reconnects = new Reconnects({ outputs, deadlines } as DcServices, {
    initiate: (nodeId) => {
      called.push(nodeId);
      awaited.add(nodeId);
    },
    isAwaited: (nodeId) => awaited.has(nodeId),
  });
  let now = 0;
  const nodes = Array.from({ length: count }, (_, number) => `n${number}`);
  reconnects.start(nodes, now);
  const pass = (ms: number) => {
    const end = now + ms;
    for (let next = deadlines.next(); next !== undefined && next <= end; next = deadlines.next()) {
      now = next;
      deadlines.takeDue(now);
      reconnects.due(now);
    }
    now = end;
  };
  return { called, nodes, awaited, pass, told: () => outputs.take()?.kind };
}

test('while a hundred wait for their answer no further node is called, each for half a second at most', () => {
  const { called, nodes, pass, told } = calling(150);
  pass(480);
  expect(called).toEqual(nodes.slice(0, 100));
  pass(100);
  expect(called).toEqual(nodes);
  expect(told()).toBeUndefined();
  pass(500);
  expect(told()).toBe('nodesCalled');
});

test('nodes that answer make room for the next at 500 a second, and it is told once when all were called', () => {
  const { called, nodes, awaited, pass, told } = calling(300);
  for (let step = 1; step <= 30; step++) {
    expect(called).toHaveLength(10 * step);
    expect(told()).toBeUndefined();
    awaited.clear();
    pass(20);
  }
  expect(called).toEqual(nodes);
  expect(told()).toBe('nodesCalled');
  pass(10_000);
  expect(told()).toBeUndefined();
});

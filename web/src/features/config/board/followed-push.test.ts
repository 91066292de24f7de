import { beforeEach, expect, it, vi } from 'vitest';
import { FollowedPush } from './followed-push.ts';
import type { PushNode } from './push-results.ts';
import type { PushState } from './push-state.ts';

const IDS = Array.from({ length: 10 }, (_, index) => `node-${index}`);

let now = 0;
/** What the database has. */
let stored = new Map<string, PushNode>();
const store = (nodeId: string, state: PushState, name = nodeId) =>
  stored.set(nodeId, { nodeId, name, revision: 1, online: true, error: null, reportedAt: null, state });
const read = vi.fn(async (only?: readonly string[]) =>
  [...stored.values()].filter(({ nodeId }) => only === undefined || only.includes(nodeId)),
);
let push: FollowedPush;
beforeEach(() => {
  now = 1_000;
  stored = new Map();
  for (const id of IDS) store(id, 'sent');
  read.mockClear();
  push = new FollowedPush(read, () => now);
});
const config = (nodeId: string | undefined) => push.note({ channel: 'config', nodeId });
const asked = () => read.mock.calls.map(([only]) => only ?? 'all');

it('reads nothing while nothing changed, however many ask', async () => {
  await push.results();
  const answers = await Promise.all([push.results(), push.results(), push.results()]);
  expect(asked()).toEqual(['all']);
  expect(answers[0]?.counts).toEqual({ sent: 10 });
});

it('reads the nodes that changed, once for all who ask, and counts them anew', async () => {
  await push.results();
  store('node-3', 'failed');
  config('node-3');
  config('node-3');
  const [one, other] = await Promise.all([push.results(), push.results()]);
  expect(asked()).toEqual(['all', ['node-3']]);
  expect(one).toBe(other);
  expect(one?.counts).toEqual({ sent: 9, failed: 1 });
  expect(one?.look.map(({ nodeId }) => nodeId)).toEqual(['node-3']);
  expect(one?.nodes.map(({ nodeId }) => nodeId)).toEqual(IDS);
});

it('reads again what changed while it was being read', async () => {
  await push.results();
  config('node-1');
  const first = push.results();
  store('node-1', 'applied');
  config('node-1');
  await first;
  expect((await push.results()).counts).toEqual({ sent: 9, applied: 1 });
});

it('misses nothing that changes while its nodes are read for the first time', async () => {
  let answer = (_: PushNode[]) => {};
  read.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const first = push.results();
  const before = [...stored.values()];
  store('node-1', 'applied');
  config('node-1');
  config('of another push');
  answer(before);
  expect((await first).counts).toEqual({ sent: 10 });
  expect((await push.results()).counts).toEqual({ sent: 9, applied: 1 });
  expect(asked()).toEqual(['all', ['node-1']]);
});

it('reads all nodes where many changed, where anything may have, and after a while', async () => {
  await push.results();
  for (const id of IDS.slice(0, 3)) config(id);
  await push.results();
  push.note({ channel: 'reconnected', nodeId: undefined });
  await push.results();
  now += 15_001;
  await push.results();
  expect(asked()).toEqual(['all', 'all', 'all', 'all']);
});

it('reads all nodes after it failed, and whoever asked is told', async () => {
  await push.results();
  config('node-1');
  read.mockRejectedValueOnce(new Error('away'));
  await expect(push.results()).rejects.toThrow('away');
  store('node-1', 'applied');
  expect((await push.results()).counts).toEqual({ sent: 9, applied: 1 });
});

it('leaves out a node that is gone, and puts a renamed one where its name belongs', async () => {
  await push.results();
  stored.delete('node-2');
  push.note({ channel: 'node', nodeId: 'node-2' });
  expect((await push.results()).nodes).toHaveLength(9);
  stored = new Map([...stored].filter(([id]) => id !== 'node-0'));
  store('node-0', 'sent', 'zebra');
  push.note({ channel: 'node', nodeId: 'node-0' });
  await push.results();
  expect((await push.results()).nodes.at(-1)?.name).toBe('zebra');
});

it('concerns nobody with samples, other nodes, or the coming and going of those that are done', async () => {
  store('node-1', 'applied');
  await push.results();
  const concerns = (channel: 'config' | 'presence' | 'telemetry' | 'node', nodeId: string) =>
    push.concerns({ channel, nodeId });
  expect(concerns('config', 'node-1')).toBe(true);
  expect(concerns('node', 'node-1')).toBe(true);
  expect(concerns('presence', 'node-0')).toBe(true);
  expect(concerns('presence', 'node-1')).toBe(false);
  expect(concerns('telemetry', 'node-0')).toBe(false);
  expect(concerns('config', 'of another push')).toBe(false);
});

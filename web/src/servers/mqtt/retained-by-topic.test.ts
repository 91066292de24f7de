import { Readable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { findRetainedByTopic, type RetainedMessage } from './retained-by-topic.ts';

/** A store that knows the filter `a/+` only. */
function storeOf() {
  const kept: RetainedMessage[] = [];
  const search = vi.fn((_: readonly string[]) =>
    Readable.from(kept.filter(({ topic }) => topic.startsWith('a/'))),
  );
  const store = {
    storeRetained: async (message: RetainedMessage) => void kept.push(message),
    createRetainedStreamCombi: search,
  };
  findRetainedByTopic(store);
  return { store, kept, search };
}
const found = async (stream: Readable) =>
  ((await stream.toArray()) as RetainedMessage[]).map(({ topic, payload }) => `${topic}=${payload}`);

it('finds the newest message of each whole topic without a search', async () => {
  const { store, kept, search } = storeOf();
  for (const [topic, payload] of [
    ['a/1', 'old'],
    ['a/1', 'new'],
    ['a/2', 'two'],
    ['b/1', 'other'],
  ] as const)
    await store.storeRetained({ topic, payload });
  expect(await found(store.createRetainedStreamCombi(['a/1', 'b/1', 'c/1']))).toEqual([
    'a/1=new',
    'b/1=other',
  ]);
  expect(search).not.toHaveBeenCalled();
  expect(kept).toHaveLength(4);
});

it('finds none where it was cleared', async () => {
  const { store } = storeOf();
  await store.storeRetained({ topic: 'a/1', payload: 'one' });
  await store.storeRetained({ topic: 'a/1', payload: new Uint8Array() });
  expect(await found(store.createRetainedStreamCombi(['a/1']))).toEqual([]);
});

it('leaves filters with a wildcard to the store, together with those beside them', async () => {
  const { store, search } = storeOf();
  await store.storeRetained({ topic: 'a/1', payload: 'one' });
  for (const filters of [['a/+'], ['a/#'], ['a/1', 'a/+']]) {
    expect(await found(store.createRetainedStreamCombi(filters))).toEqual(['a/1=one']);
    expect(search).toHaveBeenLastCalledWith(filters);
  }
});

it('keeps a message as it was when it was stored', async () => {
  const { store } = storeOf();
  const message = { topic: 'a/1', payload: 'one' };
  await store.storeRetained(message);
  message.payload = 'changed';
  expect(await found(store.createRetainedStreamCombi(['a/1']))).toEqual(['a/1=one']);
});

import type { Leaf } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { HeldMessages } from './held-messages.ts';

const message = (node: string, leaf: Leaf, text: string) => ({
  topic: { node, leaf },
  payload: Buffer.from(text),
  retained: false,
  at: new Date(),
});
const textsOf = (held: HeldMessages, node: string) => {
  const texts: string[] = [];
  for (let one = held.take(node); one !== undefined; one = held.take(node))
    texts.push(`${one.topic.leaf} ${Buffer.from(one.payload)}`);
  return texts;
};

it('holds the newest of what is not sent again, and says when one is lost', () => {
  const held = new HeldMessages();
  expect(['1', '2', '3'].map((text) => held.hold(message('a', 'presence', text)))).toEqual([
    true,
    true,
    false,
  ]);
  expect(['4', '5'].map((text) => held.hold(message('a', 'config/reported', text)))).toEqual([true, false]);
  expect(held.hold(message('a', 'telemetry', 'x'))).toBe(false);
  expect(textsOf(held, 'a')).toEqual(['presence 2', 'presence 3', 'config/reported 5']);
  expect(held.size).toBe(0);
});

it('holds no long message, and of no more nodes than there is room for', () => {
  const held = new HeldMessages();
  expect(held.hold(message('a', 'presence', 'x'.repeat(4_097)))).toBe(false);
  for (let node = 0; node < 4_096; node++) expect(held.hold(message(`${node}`, 'presence', 'x'))).toBe(true);
  expect(held.hold(message('one more', 'presence', 'x'))).toBe(false);
  expect(held.hold(message('0', 'presence', 'y'))).toBe(true);
  expect(held.size).toBe(4_096);
});

it('keeps bytes of its own', () => {
  const held = new HeldMessages();
  const sent = message('a', 'presence', 'offline');
  held.hold(sent);
  sent.payload.fill(0);
  expect(textsOf(held, 'a')).toEqual(['presence offline']);
});

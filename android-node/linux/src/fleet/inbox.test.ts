import { LEAVES, leavesOf, nodeTopic } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { received } from './inbox.ts';

const NODE = 'a'.repeat(26);
const OTHER = `${'b'.repeat(25)}a`;
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

it('reads acknowledgements, rates and documents', () => {
  const acknowledgement = { v: 1, bootId: OTHER, sequence: 4 };
  const ack = received(NODE, nodeTopic(NODE, 'event/ack'), bytes(acknowledgement));
  expect(ack).toEqual({ kind: 'acknowledgement', leaf: 'event/ack', acknowledgement });
  const rate = { v: 1, intervalMs: 1_000, durationMs: 0 };
  expect(received(NODE, nodeTopic(NODE, 'telemetry/rate'), bytes(rate))).toEqual({ kind: 'rate', rate });
  const jws = bytes('a.b.c');
  expect(received(NODE, nodeTopic(NODE, 'config/desired'), jws)).toEqual({ kind: 'document', jws });
  expect(received(NODE, nodeTopic(NODE, 'config/desired'), bytes(''))).toEqual({ kind: 'nothing' });
});

it('refuses what is for another node, upward, or on no topic of ours', () => {
  const up = leavesOf('up').map((leaf) => nodeTopic(NODE, leaf));
  const topics = [
    nodeTopic(OTHER, 'config/desired'),
    '',
    '$SYS/x',
    `${nodeTopic(NODE, 'presence')}/x`,
    ...up,
  ];
  for (const topic of topics)
    expect(received(NODE, topic, bytes('{}'))).toEqual({ kind: 'invalid', what: 'topic' });
});

it('refuses payloads that are too long, too deep, no JSON or not as agreed', () => {
  const hostile = ['', 'x', '{}', 'null', '['.repeat(40_000), '{"__proto__":{}}', `"${'x'.repeat(70_000)}"`];
  const values = [
    { v: 2, bootId: OTHER, sequence: 1 },
    { v: 1, bootId: '../x', sequence: 1 },
    { v: 1, bootId: OTHER, sequence: -2 },
    { v: 1, intervalMs: 0, durationMs: 1 },
    { v: 1, intervalMs: 1_000, durationMs: 1e12 },
  ];
  let refused = 0;
  for (const payload of [...hostile, ...values])
    for (const leaf of Object.keys(LEAVES) as (keyof typeof LEAVES)[]) {
      if (leaf !== 'telemetry/ack' && leaf !== 'telemetry/rate') continue;
      expect(received(NODE, nodeTopic(NODE, leaf), bytes(payload)).kind).toBe('invalid');
      refused++;
    }
  expect(refused).toBe(24);
});

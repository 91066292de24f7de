import { expect, it } from 'vitest';
import { parsePing } from './ping.ts';

it('reads counts and the average round trip', () => {
  const output =
    '3 packets transmitted, 2 received, 33% packet loss, time 402ms\nrtt min/avg/max/mdev = 0.1/0.25/0.4/0.1 ms\n';
  expect(parsePing(output)).toEqual({ sent: 3, received: 2, averageMs: 0.25 });
});

it('reads silence and refuses other text', () => {
  expect(parsePing('3 packets transmitted, 0 received, 100% packet loss, time 2ms')).toEqual({
    sent: 3,
    received: 0,
  });
  expect(() => parsePing('ping: unknown host')).toThrow('not understood');
});

import { describe, expect, it } from 'vitest';
import { eventBatchSchema } from './event.ts';
import { presenceSchema } from './presence.ts';
import { MAX_SAMPLES, telemetryBatchSchema } from './telemetry.ts';
import { BOOT, NODE, NOW } from './testing/config-fixture.ts';

const SAMPLE = {
  at: NOW,
  sentBytes: 1,
  sentPackets: 1,
  receivedBytes: 2,
  receivedPackets: 2,
  relayedBytes: 0,
  handovers: 0,
  routes: { sameLan: 1 },
  network: 'wifi',
};
const TUNNEL = {
  peer: NODE,
  state: 'established',
  route: 'sameLan',
  why: 'both on one network',
  endpoint: '192.0.2.9:4000',
  rttMs: 0.8,
  sentBytes: 1,
  sentPackets: 1,
  receivedBytes: 2,
  receivedPackets: 2,
  since: NOW,
};
const BATCH = { v: 1, bootId: BOOT, oldest: 0, sequence: 0, samples: [SAMPLE], tunnels: [TUNNEL] };
const admits = (value: unknown) => telemetryBatchSchema.safeParse(value).success;

describe('what a node reports', () => {
  it('passes when it is well-formed', () => {
    expect(admits(BATCH)).toBe(true);
    expect(
      presenceSchema.safeParse({ v: 1, online: true, since: NOW, bootId: BOOT, agent: 'ntm-node/0.1.0' })
        .success,
    ).toBe(true);
    const events = [{ at: NOW, kind: 'handover', peer: NODE, text: 'Wi-Fi to cellular' }];
    expect(eventBatchSchema.safeParse({ v: 1, bootId: BOOT, oldest: 0, sequence: 3, events }).success).toBe(
      true,
    );
  });

  it.each([
    ['an unknown field', { ...BATCH, extra: 1 }],
    ['no sample', { ...BATCH, samples: [] }],
    ['too many samples', { ...BATCH, samples: Array.from({ length: MAX_SAMPLES + 1 }, () => SAMPLE) }],
    ['a negative counter', { ...BATCH, samples: [{ ...SAMPLE, sentBytes: -1 }] }],
    ['a fractional counter', { ...BATCH, samples: [{ ...SAMPLE, sentBytes: 0.5 }] }],
    ['a loss above one', { ...BATCH, samples: [{ ...SAMPLE, loss: 1.1 }] }],
    ['an unknown route', { ...BATCH, samples: [{ ...SAMPLE, routes: { teleport: 1 } }] }],
    ['a boot id that is a path', { ...BATCH, bootId: '../../../../../../../etc/pw' }],
    ['a reason with an escape sequence', { ...BATCH, tunnels: [{ ...TUNNEL, why: '\u001b[31m' }] }],
    ['a reason of a megabyte', { ...BATCH, tunnels: [{ ...TUNNEL, why: 'x'.repeat(1 << 20) }] }],
    ['another version', { ...BATCH, v: 2 }],
  ])('is refused with %s', (_, batch) => {
    expect(admits(batch)).toBe(false);
  });
});

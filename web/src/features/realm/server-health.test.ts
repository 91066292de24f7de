import { describe, expect, it } from 'vitest';
import { brokerHealth, coordinatorAnswers, healthOf } from './server-health.ts';

const now = new Date('2026-04-02T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

it('takes a coordinator whose heartbeat is older than three seconds for silent', () => {
  expect(coordinatorAnswers([{ heartbeatAt: before(2_900) }], now)).toBe(true);
  expect(coordinatorAnswers([{ heartbeatAt: before(3_100) }], now)).toBe(false);
  expect(coordinatorAnswers([], now)).toBe(false);
});

describe('the broker', () => {
  it('is not known while nobody says anything of it', () => {
    expect(brokerHealth({ counters: {}, oldestWaiting: undefined, now })).toEqual({
      state: 'unknown',
      since: null,
    });
  });

  it('is not known while the coordinator is silent, whatever it said last and whatever waits', () => {
    const workers = [{ heartbeatAt: before(60_000), counters: { brokerConnected: 1, brokerSince: 1_000 } }];
    expect(healthOf({ workers, oldestWaiting: before(30_000), now })).toMatchObject({
      coordinator: 'silent',
      broker: { state: 'unknown', since: null },
    });
    expect(healthOf({ workers: [], oldestWaiting: undefined, now }).coordinator).toBe('never');
  });

  it('is as the coordinator counts it', () => {
    const counters = { brokerConnected: 1, brokerSince: 1_000 };
    expect(brokerHealth({ counters, oldestWaiting: before(500), now })).toEqual({
      state: 'answers',
      since: 1_000,
    });
    expect(brokerHealth({ counters: { brokerConnected: 0 }, oldestWaiting: undefined, now }).state).toBe(
      'silent',
    );
  });

  it('is silent when a message waits for it, whatever the coordinator says', () => {
    const waiting = before(11_000);
    expect(brokerHealth({ counters: { brokerConnected: 1 }, oldestWaiting: waiting, now })).toEqual({
      state: 'silent',
      since: waiting.getTime(),
    });
  });
});

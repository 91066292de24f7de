import { expect, it } from 'vitest';
import { withReport } from './tunnel-rates.ts';

const report = (at: number, bytes: number) => ({ peerId: 'a', at, sentBytes: bytes, receivedBytes: bytes });
const rateAfter = (...reports: ReturnType<typeof report>[]) =>
  reports.reduce((rates, each) => withReport(rates, [each]), withReport(new Map(), [])).get('a')?.rate;

it('is not known of one report, and is the mean between two', () => {
  expect(rateAfter(report(1_000, 0))).toBeNull();
  expect(rateAfter(report(1_000, 0), report(3_000, 250))).toBe(2_000);
});

it('stays when the same report is read again', () => {
  expect(rateAfter(report(1_000, 0), report(3_000, 250), report(3_000, 250))).toBe(2_000);
});

it('is not known across a restart, a long silence, or reports in the wrong order', () => {
  expect(rateAfter(report(1_000, 900), report(3_000, 250))).toBeNull();
  expect(rateAfter(report(1_000, 0), report(200_000, 250))).toBeNull();
  expect(rateAfter(report(3_000, 0), report(1_000, 250))).toBeNull();
});

it('forgets tunnels that are reported no more', () => {
  expect(withReport(withReport(new Map(), [report(1_000, 0)]), []).size).toBe(0);
});

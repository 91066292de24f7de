import { expect, it } from 'vitest';
import { SampleSchedule } from './sample-schedule.ts';

/** Times at which samples are taken, looking every 100 ms. */
function taken(schedule: SampleSchedule, from: number, to: number): number[] {
  const times: number[] = [];
  for (let now = from; now < to; now += 100) if (schedule.takeDue(now)) times.push(now);
  return times;
}

it('takes a sample at once and then each interval', () => {
  expect(taken(new SampleSchedule(60_000, 0), 0, 180_001)).toEqual([0, 60_000, 120_000, 180_000]);
});

it('takes one each second while somebody watches, and not longer', () => {
  const schedule = new SampleSchedule(60_000, 0);
  taken(schedule, 0, 30_000);
  schedule.hasten(1_000, 5_000, 30_000);
  expect(taken(schedule, 30_000, 100_000)).toEqual([30_000, 31_000, 32_000, 33_000, 34_000, 35_000, 95_000]);
});

it('ends the haste when told so', () => {
  const schedule = new SampleSchedule(60_000, 0);
  taken(schedule, 0, 100);
  schedule.hasten(1_000, 60_000, 100);
  expect(taken(schedule, 1_000, 2_000)).toEqual([1_000]);
  schedule.hasten(1_000, 0, 2_000);
  expect(taken(schedule, 2_000, 70_000)).toEqual([2_000, 62_000]);
});

it('takes one when something happens, but at most one a second', () => {
  const schedule = new SampleSchedule(60_000, 0);
  taken(schedule, 0, 10_000);
  for (let times = 0; times < 50; times++) schedule.happened();
  expect(taken(schedule, 10_000, 10_500)).toEqual([10_000]);
  schedule.happened();
  expect(taken(schedule, 10_500, 12_000)).toEqual([11_000]);
});

it('follows another interval from the present sample on', () => {
  const schedule = new SampleSchedule(3_600_000, 0);
  taken(schedule, 0, 100);
  schedule.configure(10_000, 5_000);
  expect(schedule.deadline()).toBe(15_000);
  schedule.configure(3_600_000, 6_000);
  expect(taken(schedule, 6_000, 60_000)).toEqual([15_000]);
});

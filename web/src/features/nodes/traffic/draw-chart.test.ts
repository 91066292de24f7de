import type uPlot from 'uplot';
import { expect, it } from 'vitest';
import { showData } from './draw-chart.ts';

it('gives a chart its points before its lines, so that the first picture has their axis of rates', () => {
  const calls: string[] = [];
  const note = (name: string) => () => calls.push(name);
  const chart = { setData: note('setData'), setSeries: note('setSeries'), setScale: note('setScale') };
  const points = [{ at: 1_000, sent: 20e6, received: 0 }];
  showData(chart as unknown as uPlot, {
    from: 0,
    to: 2_000,
    points,
    gaps: [],
    marks: [],
    directions: 'both',
  });
  expect(calls).toEqual(['setData', 'setSeries', 'setSeries', 'setScale']);
});

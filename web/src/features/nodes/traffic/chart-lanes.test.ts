import { expect, it } from 'vitest';
import { chartLanes, type LaneChange, laneGaps } from './chart-lanes.ts';

const change = (at: number, network: string | null, route: LaneChange['route'], beforeAt: number | null) => ({
  at,
  network,
  route,
  beforeAt,
});

it('are parts in which one thing holds, each lane by itself', () => {
  const changes = [
    change(0, 'wifi', 'direct', null),
    change(60, 'cellular', 'direct', 50),
    change(80, 'cellular', 'relayed', 70),
  ];
  expect(chartLanes(changes, { lastAt: 100, gapMs: 20 })).toEqual({
    networks: [
      { from: 0, to: 60, value: 'wifi' },
      { from: 60, to: 100, value: 'cellular' },
    ],
    routes: [
      { from: 0, to: 80, value: 'direct' },
      { from: 80, to: 100, value: 'relayed' },
    ],
  });
});

it('say nothing of a silence, nor of a network that the node did not know', () => {
  const changes = [
    change(0, 'wifi', 'direct', null),
    change(80, 'wifi', 'direct', 30),
    change(90, null, 'direct', 85),
  ];
  const { networks, routes } = chartLanes(changes, { lastAt: 100, gapMs: 20 });
  expect(networks).toEqual([
    { from: 0, to: 30, value: 'wifi' },
    { from: 80, to: 90, value: 'wifi' },
  ]);
  expect(routes.map(({ from, to }) => [from, to])).toEqual([
    [0, 30],
    [80, 100],
  ]);
  expect(laneGaps(networks, { from: -10, to: 100 })).toEqual([
    { from: -10, to: 0 },
    { from: 30, to: 80 },
    { from: 90, to: 100 },
  ]);
});

it('are empty without a sample', () => {
  expect(chartLanes([], { lastAt: 0, gapMs: 20 })).toEqual({ networks: [], routes: [] });
  expect(laneGaps([], { from: 0, to: 10 })).toEqual([{ from: 0, to: 10 }]);
});

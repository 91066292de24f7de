import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FleetTable } from '../../overview/traffic/fleet-table.tsx';
import { ThroughputTable } from './throughput-table.tsx';

/** The texts of each row's cells. */
const rows = (markup: string) =>
  [...markup.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell),
  );
const MINUTE_MS = 60_000;

it('a node’s newest 200 points are rows, the newest first', () => {
  const points = Array.from({ length: 300 }, (_, number) => ({
    at: number * MINUTE_MS,
    received: 1_000 * number,
    sent: null,
  }));
  const [head, newest, ...others] = rows(renderToStaticMarkup(createElement(ThroughputTable, { points })));
  expect(head).toEqual(['Until', 'In', 'Out']);
  expect(newest?.slice(1)).toEqual(['299 kbit/s', '–']);
  expect(others).toHaveLength(199);
});

it('the fleet’s points say how much went which way, and no number where nobody told one', () => {
  const told = { from: 0, at: MINUTE_MS, endToEnd: 2_000_000, relayed: 0, handovers: 1_234 };
  const untold = { from: MINUTE_MS, at: 2 * MINUTE_MS, endToEnd: null, relayed: null, handovers: null };
  const found = rows(renderToStaticMarkup(createElement(FleetTable, { points: [told, untold] })));
  expect(found.map((cells) => cells.slice(1))).toEqual([
    ['End to end', 'Relayed', 'Handovers'],
    ['–', '–', '–'],
    ['2.00 Mbit/s', '0 bit/s', '1,234'],
  ]);
});

it('no points are said in words', () => {
  expect(renderToStaticMarkup(createElement(ThroughputTable, { points: [] }))).toContain('No telemetry');
});

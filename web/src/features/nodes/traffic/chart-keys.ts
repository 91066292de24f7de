import type { KeyboardEvent } from 'react';
import type uPlot from 'uplot';
import { zoomIntoSelection } from './draw-chart.ts';

/** Points that a key moves the crosshair by. */
const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -20,
  PageDown: 20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface ChartKeyHandlers {
  onZoom(window: { from: number; to: number }): void;
  onLeaveZoom(): void;
}

/**
 * Arrows move the crosshair, with Shift they select from where it was, Enter zooms into the selection, Esc takes
 * the selection away and then leaves the zoom. Remembers where the selection began.
 */
export function chartKeys(handlers: ChartKeyHandlers) {
  let anchor: number | undefined;
  return (event: KeyboardEvent, chart: uPlot): void => {
    const move = MOVES[event.key];
    if (move !== undefined) moveCrosshair(event, chart, move);
    else if (event.key === 'Enter') zoomIntoSelection(chart, handlers.onZoom);
    else if (event.key === 'Escape') leave(chart);
    else return;
    event.preventDefault();
  };

  function moveCrosshair(event: KeyboardEvent, chart: uPlot, move: number): void {
    const times = chart.data[0];
    if (times.length === 0) return;
    const here = typeof chart.cursor.idx === 'number' ? chart.cursor.idx : times.length;
    const next = Math.min(times.length - 1, Math.max(0, here + move));
    const left = chart.valToPos(times[next] ?? 0, 'x');
    anchor = event.shiftKey ? (anchor ?? chart.cursor.left ?? left) : undefined;
    const selected = anchor ?? left;
    const height = chart.over.clientHeight;
    chart.setSelect(
      { left: Math.min(selected, left), top: 0, width: Math.abs(left - selected), height },
      false,
    );
    chart.setCursor({ left, top: height / 2 });
  }

  function leave(chart: uPlot): void {
    anchor = undefined;
    if (chart.select.width === 0) handlers.onLeaveZoom();
    else chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }
}

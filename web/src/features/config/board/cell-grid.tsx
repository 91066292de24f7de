'use client';

import { useQuery } from '@tanstack/react-query';
import { memo, type PointerEvent, useEffect, useMemo, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { stateOfCell, stateOfCode } from './push-cells.ts';
import { PushShape, pushWord } from './push-shapes.tsx';
import type { PushState } from './push-state.ts';

/** Cells that are drawn anew together: what does not change costs nothing. */
const BLOCK = 100;
/** How long the pointer rests on a cell before the server is asked whose it is. */
const REST_MS = 150;

type Board = Outputs['config']['board'];

/** One cell for each node, or for ten of many. The one under the pointer is named below. */
export function CellGrid({ pushId, cells }: { pushId: number; cells: Board['cells'] }) {
  const [cell, setCell] = useState<number>();
  // With fewer nodes the last cells go, also from under the pointer.
  const state = cell === undefined ? undefined : stateOfCell(cells, cell);
  const blocks = useMemo(() => blocksOf(cells.codes), [cells.codes]);
  const point = (event: PointerEvent) => {
    const place = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
    setCell(place === null ? undefined : Number(place.getAttribute('data-cell')));
  };
  return (
    <div aria-hidden="true" className="flex flex-col gap-2 p-3.5">
      <ul className="flex flex-wrap gap-0.5" onPointerOver={point} onPointerLeave={() => setCell(undefined)}>
        {blocks.map((codes, index) => (
          // Blocks have no name but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their places
          <CellBlock key={index} first={index * BLOCK} codes={codes} />
        ))}
      </ul>
      <p className="min-h-5 text-sm text-ink-3">
        {cell === undefined || state === undefined ? (
          scaleWord(cells.nodesEach)
        ) : (
          <CellName {...{ pushId, cell, state }} />
        )}
      </p>
    </div>
  );
}

const CellBlock = memo(({ first, codes }: { first: number; codes: string }) =>
  Array.from(codes, (code, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their places
    <li key={index} data-cell={first + index} className="leading-none">
      <PushShape state={stateOfCode(code)} size={8} />
    </li>
  )),
);

interface CellNameProps {
  pushId: number;
  cell: number;
  state: PushState;
}

function CellName({ pushId, cell, state }: CellNameProps) {
  const trpc = useTRPC();
  const [rested, setRested] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setRested(cell), REST_MS);
    return () => clearTimeout(timer);
  }, [cell]);
  const { data } = useQuery({
    ...trpc.config.boardCell.queryOptions({ pushId, cell }),
    enabled: rested === cell,
  });
  const word = pushWord(state);
  if (data === undefined || rested !== cell) return word;
  return data.count === 1 ? `${data.first}: ${word}` : `${data.first} to ${data.last}: at worst ${word}`;
}

function blocksOf(codes: string): string[] {
  const blocks: string[] = [];
  for (let from = 0; from < codes.length; from += BLOCK) blocks.push(codes.slice(from, from + BLOCK));
  return blocks;
}

function scaleWord(nodesEach: number): string {
  if (nodesEach === 1) return '';
  return `A cell is ${nodesEach.toLocaleString('en')} nodes by name, and shows the one that is worst off.`;
}

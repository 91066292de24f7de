import { Fragment } from 'react';
import type { NodeListItem } from './list-nodes.ts';
import { NodeRow } from './node-row.tsx';
import { RowGap } from './row-gap.tsx';
import { useRowActions } from './use-row-actions.ts';
import type { useRowWindow } from './use-row-window.ts';

interface DrawnRowsProps {
  nodes: readonly NodeListItem[];
  /** Rows that match no more and stay because somebody is among them. */
  gone: ReadonlySet<string> | undefined;
  now: number;
  /** Which of the rows are drawn. */
  rows: Pick<ReturnType<typeof useRowWindow>, 'drawn' | 'gapAfter' | 'measureRow'>;
  selected: ReadonlySet<string>;
  openId: string | undefined;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
}

/** The rows that are seen, with the gaps of what is left out. */
export function DrawnRows({ nodes, gone, now, rows, selected, openId, onSelect, onOpen }: DrawnRowsProps) {
  const onRow = useRowActions({ selected, onSelect, onOpen });
  return (
    <tbody>
      {rows.drawn.map(({ index, gap }) => {
        const node = nodes[index];
        if (node === undefined) return null;
        return (
          <Fragment key={node.id}>
            <RowGap height={gap} />
            <NodeRow
              {...{ node, index, now }}
              place={rows.measureRow}
              isSelected={selected.has(node.id)}
              isOpen={node.id === openId}
              isGone={gone?.has(node.id) === true}
              onSelect={onRow.select}
              onOpen={onRow.open}
            />
          </Fragment>
        );
      })}
      <RowGap height={rows.gapAfter} />
    </tbody>
  );
}

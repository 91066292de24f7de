interface RowButtonsProps {
  /** Names the row, since the buttons look the same in each. */
  name: string;
  index: number;
  count: number;
  onMove: (from: number, to: number) => void;
  onRemove: (index: number) => void;
}

/** Order and removal of a row, by keyboard as well as by hand. */
export function RowButtons({ name, index, count, onMove, onRemove }: RowButtonsProps) {
  return (
    <span className="flex min-h-(--control) shrink-0 items-center gap-1 @min-[640px]:mt-6.25">
      <button
        type="button"
        className="button button-quiet button-small"
        disabled={index === 0}
        onClick={() => onMove(index, index - 1)}
      >
        Up<span className="sr-only"> with {name}</span>
      </button>
      <button
        type="button"
        className="button button-quiet button-small"
        disabled={index === count - 1}
        onClick={() => onMove(index, index + 1)}
      >
        Down<span className="sr-only"> with {name}</span>
      </button>
      <button type="button" className="button button-danger button-small" onClick={() => onRemove(index)}>
        Remove<span className="sr-only"> {name}</span>
      </button>
    </span>
  );
}

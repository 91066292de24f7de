interface SegmentedProps<T extends string> {
  /** Names the choice for readers. */
  label: string;
  options: readonly { value: T; text: string }[];
  /** Undefined: none of them. */
  chosen: T | undefined;
  onChoose: (value: T) => void;
}

/** One of a few, side by side. */
export function Segmented<T extends string>({ label, options, chosen, onChoose }: SegmentedProps<T>) {
  return (
    <fieldset className="segmented">
      <legend className="sr-only">{label}</legend>
      {options.map(({ value, text }) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

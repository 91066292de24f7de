const KINDS = [
  { value: 'oneOff', text: 'One-off', help: 'one node' },
  { value: 'reusable', text: 'Reusable', help: 'many nodes' },
] as const;

/** How many nodes a key admits. */
export type KeyKind = (typeof KINDS)[number]['value'];

/** Whether a key is for one node or for many. */
export function KindChoice({ kind, onChoose }: { kind: KeyKind; onChoose: (kind: KeyKind) => void }) {
  return (
    <fieldset className="grid grid-cols-2 gap-1.5">
      <legend className="sr-only">Kind</legend>
      {KINDS.map((choice) => (
        <label
          key={choice.value}
          className="flex cursor-pointer items-start gap-2 rounded-2 border border-line-2 p-2.5 has-checked:border-accent has-checked:bg-accent-tint"
        >
          <input
            type="radio"
            name="kind"
            value={choice.value}
            checked={kind === choice.value}
            onChange={() => onChoose(choice.value)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium">{choice.text}</span>
            <span className="text-sm text-ink-2">{choice.help}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

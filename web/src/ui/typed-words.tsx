interface TypedWordsProps {
  /** What must be typed. */
  words: string;
  typed: string;
  onType: (typed: string) => void;
}

/** Asks for words to be typed before something is done that cannot be undone. */
export function TypedWords({ words, typed, onType }: TypedWordsProps) {
  return (
    <label>
      <span className="mb-1.5 block">
        Type <code className="font-mono">{words}</code> to confirm
      </span>
      <input
        className="input font-mono"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.target.value)}
      />
    </label>
  );
}

/** A part of a bar, as much of it as its share of all. */
export interface BarPart {
  readonly key: string;
  readonly count: number;
  readonly fill: string;
  /** Relayed parts are hatched too, so that they are told apart without colour. */
  readonly isHatched?: boolean;
}

/** Parts of a whole side by side with 1 px between them; what is left of `total` stays empty. Words go beside it. */
export function ShareBar({
  parts,
  total,
  height,
}: {
  parts: readonly BarPart[];
  total: number;
  height: number;
}) {
  let begin = 0;
  return (
    <svg width="100%" height={height} aria-hidden="true" className="share-bar">
      <defs>
        <pattern
          id="hatch-share"
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="2" height="4" fill="var(--surface)" opacity="0.45" />
        </pattern>
      </defs>
      {parts.map(({ key, count, fill, isHatched }) => {
        if (count === 0) return null;
        const place = { x: percent(begin, total), width: percent(count, total), height };
        begin += count;
        return (
          <g key={key}>
            <rect {...place} fill={fill} />
            {isHatched === true && <rect {...place} fill="url(#hatch-share)" />}
            {begin < total && (
              <rect x={percent(begin, total)} width="1" height={height} fill="var(--surface)" />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 10_000) / 100}%`;
}

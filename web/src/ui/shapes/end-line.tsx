/** What the line between the two ends says. */
export type EndLineKind = 'empty' | 'noMatch' | 'error' | 'denied' | 'offline';

const LINES: Record<
  EndLineKind,
  { colour: string; left: string; line: string; dash?: string; right: string; rest?: string }
> = {
  empty: { colour: 'var(--grey-fill)', left: 'ring', line: 'M12 8H68', dash: '1.5 3', right: 'dotted' },
  noMatch: { colour: 'var(--accent)', left: 'disc', line: 'M12 8H36', right: 'ring', rest: 'M36 8H68' },
  error: {
    colour: 'var(--red-fill)',
    left: 'disc',
    line: 'M12 8H32M48 8H68M36 4l8 8m0-8-8 8',
    right: 'disc',
  },
  denied: { colour: 'var(--grey-fill)', left: 'disc', line: 'M12 8H33V1v14M68 8H47V1v14', right: 'disc' },
  offline: { colour: 'var(--amber-fill)', left: 'disc', line: 'M12 8H68', dash: '1.5 4', right: 'dotted' },
};

/** The picture of a page's state: two ends and what is between them. */
export function EndLine({ kind }: { kind: EndLineKind }) {
  const { colour, left, line, dash, right, rest } = LINES[kind];
  const rightColour = rest === undefined ? colour : 'var(--grey-fill)';
  return (
    <svg
      viewBox="0 0 80 16"
      width="80"
      height="16"
      aria-hidden="true"
      fill="none"
      stroke={colour}
      strokeWidth="1.6"
    >
      <path d={line} strokeDasharray={dash} />
      {rest !== undefined && <path d={rest} stroke={rightColour} strokeDasharray="1.5 3" />}
      <End x={8} shape={left} colour={colour} />
      <End x={72} shape={right} colour={rightColour} />
    </svg>
  );
}

function End({ x, shape, colour }: { x: number; shape: string; colour: string }) {
  return (
    <circle
      cx={x}
      cy="8"
      r="3.4"
      fill={shape === 'disc' ? colour : 'var(--surface)'}
      stroke={colour}
      {...(shape === 'dotted' && { strokeDasharray: '1.5 2' })}
    />
  );
}

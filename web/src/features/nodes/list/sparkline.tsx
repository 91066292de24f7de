const WIDTH = 84;
const HEIGHT = 20;

/** A line over the last half hour; interrupted where there was no telemetry, hatched where there was none at all. */
export function Sparkline({ values }: { values: readonly (number | null)[] | null }) {
  if (values === null || values.every((value) => value === null)) {
    return (
      <span
        className="hatch inline-block h-2.5 w-[84px] align-middle"
        title="No telemetry in the last 30 min"
      />
    );
  }
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={areaPath(values, highest)} fill="var(--ink-3)" opacity="0.14" />
      <path d={linePath(values, highest)} fill="none" stroke="var(--ink-3)" strokeWidth="1.1" />
    </svg>
  );
}

function linePath(values: readonly (number | null)[], highest: number): string {
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const { x, y } = place(values, highest, index, value);
    path += `${drawing ? 'L' : 'M'}${x} ${y}${drawing ? '' : 'h.1'}`;
    drawing = true;
  });
  return path;
}

/** The ground under each unbroken part of the line. */
function areaPath(values: readonly (number | null)[], highest: number): string {
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value !== null) {
      const { x, y } = place(values, highest, index, value);
      path += drawing ? `L${x} ${y}` : `M${x} ${HEIGHT}V${y}`;
      drawing = true;
      if ((values[index + 1] ?? null) === null) path += `V${HEIGHT}Z`;
    } else drawing = false;
  });
  return path;
}

function place(values: readonly unknown[], highest: number, index: number, value: number) {
  return {
    x: ((index / Math.max(1, values.length - 1)) * WIDTH).toFixed(1),
    y: (HEIGHT - 1 - (value / highest) * (HEIGHT - 4)).toFixed(1),
  };
}

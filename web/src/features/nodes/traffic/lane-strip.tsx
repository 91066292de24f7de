import { type ChartLanes, type LanePart, type LaneRoute, laneGaps } from './chart-lanes.ts';
import { AXIS_WIDTH, LABEL_WIDTH, NARROW_CHART, NARROW_LABEL_WIDTH } from './draw-chart.ts';

interface LaneStripProps {
  lanes: ChartLanes;
  from: number;
  to: number;
  /** Until when something can be known. */
  now: number;
  /** Width of the chart above in CSS pixels; 0 before it is drawn. */
  width: number;
}

const NETWORK_WORDS: Record<string, string> = {
  wifi: 'Wi-Fi',
  cellular: 'Mobile',
  ethernet: 'Ethernet',
  other: 'Other',
  none: 'No network',
};
const ROUTE_LOOKS: Record<LaneRoute, { word: string; fill: string; ink: string }> = {
  none: { word: 'No tunnel', fill: 'var(--hover)', ink: 'var(--ink-2)' },
  direct: { word: 'End to end', fill: 'var(--route-direct-tint)', ink: 'var(--route-direct)' },
  relayed: { word: 'Relayed', fill: 'var(--route-relayed-tint)', ink: 'var(--route-relayed)' },
};

/** Under the time axis: in which network the node was, and through what its tunnels went. */
export function LaneStrip({ lanes, from, to, now, width }: LaneStripProps) {
  if (width === 0) return null;
  const right = width < NARROW_CHART ? NARROW_LABEL_WIDTH : LABEL_WIDTH;
  const of = { from, to: Math.min(to, now), width: width - AXIS_WIDTH - right, end: to };
  const networks = lanes.networks.map((part) => ({
    ...part,
    value: {
      word: NETWORK_WORDS[part.value] ?? part.value,
      fill: 'var(--hover)',
      ink: 'var(--ink-2)',
    },
  }));
  const routes = lanes.routes.map((part) => ({ ...part, value: ROUTE_LOOKS[part.value] }));
  return (
    <div className="pb-2">
      <Lane name="Net" parts={networks} {...of} />
      <Lane name="Route" parts={routes} {...of} />
    </div>
  );
}

interface LaneProps {
  name: string;
  parts: readonly LanePart<{ word: string; fill: string; ink: string }>[];
  from: number;
  /** Until when something can be known, and where the lane ends. */
  to: number;
  end: number;
  /** In CSS pixels. */
  width: number;
}

const HEIGHT = 15;
/** Words of a part that is narrower are left out. */
const WORD_WIDTH = 8;

function Lane({ name, parts, from, to, end, width }: LaneProps) {
  const x = (at: number) => ((Math.max(at, from) - from) / (end - from)) * width;
  return (
    <div className="mt-1 flex items-center text-xs">
      <span className="lane-name">{name}</span>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <defs>
          <pattern
            id={`lane-${name}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="1.5" height="5" fill="var(--line-2)" />
          </pattern>
        </defs>
        {laneGaps(parts, { from, to }).map((gap) => (
          <rect
            key={gap.from}
            x={x(gap.from)}
            width={x(gap.to) - x(gap.from)}
            height={HEIGHT}
            fill={`url(#lane-${name})`}
          />
        ))}
        {parts.map((part) => {
          const place = {
            x: x(part.from),
            width: Math.max(1, x(part.to) - x(part.from) - 1),
            height: HEIGHT,
          };
          const hasPlace = place.width > part.value.word.length * WORD_WIDTH;
          return (
            <g key={part.from}>
              <rect {...place} rx="2" fill={part.value.fill} />
              {hasPlace && (
                <text x={place.x + 6} y="11" fill={part.value.ink} fontSize="11">
                  {part.value.word}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <span className="sr-only">{laneWords(parts)}</span>
    </div>
  );
}

/** The same for readers. */
function laneWords(parts: LaneProps['parts']): string {
  if (parts.length === 0) return 'nothing reported';
  const clock = (at: number) =>
    new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return parts.map(({ from, to, value }) => `${clock(from)} to ${clock(to)} ${value.word}`).join(', ');
}

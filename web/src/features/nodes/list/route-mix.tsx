import type { NodeListItem } from './list-nodes.ts';

const WIDTH = 60;
const PARTS = [
  { key: 'direct', word: 'direct', fill: 'var(--route-direct-fill)' },
  { key: 'punched', word: 'punched', fill: 'var(--route-punched-fill)' },
  { key: 'relayed', word: 'relayed', fill: 'url(#hatch-relayed)' },
  { key: 'none', word: 'no path', fill: 'var(--route-none-fill)' },
] as const;
/** From this share on it is worth a look. */
const MUCH_RELAYED = 0.5;

/** Shares of a node's tunnels by route, always in the same order, the relayed one as a figure. */
export function RouteMix({ routes }: { routes: NodeListItem['routes'] }) {
  const total = routes.direct + routes.punched + routes.relayed + routes.none;
  if (total === 0) return <span className="text-ink-3">No tunnel</span>;
  const words = PARTS.filter(({ key }) => routes[key] > 0)
    .map(({ key, word }) => `${routes[key]} ${word}`)
    .join(', ');
  const share = routes.relayed / total;
  let x = 0;
  return (
    <span className="inline-flex items-center gap-2" title={words}>
      <svg viewBox={`0 0 ${WIDTH} 6`} width={WIDTH} height="6" aria-hidden="true">
        <RelayedHatch />
        {PARTS.map(({ key, fill }) => {
          const width = (routes[key] / total) * WIDTH;
          const part = width > 0 && (
            <rect key={key} x={x} width={Math.max(1, width - 1)} height="6" fill={fill} />
          );
          x += width;
          return part;
        })}
      </svg>
      <span
        aria-hidden="true"
        className={`min-w-10 text-right whitespace-nowrap ${share >= MUCH_RELAYED ? 'text-look' : 'text-ink-2'}`}
      >
        {Math.round(share * 100)} %
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
}

function RelayedHatch() {
  return (
    <defs>
      <pattern
        id="hatch-relayed"
        width="3"
        height="3"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="3" height="3" fill="var(--route-relayed-fill)" opacity="0.5" />
        <rect width="1.5" height="3" fill="var(--route-relayed-fill)" />
      </pattern>
    </defs>
  );
}

import type { NodeListItem } from './list-nodes.ts';

const WIDTH = 60;
const PARTS = [
  { key: 'direct', word: 'direct', fill: 'var(--route-direct-fill)' },
  { key: 'punched', word: 'punched', fill: 'var(--route-punched-fill)' },
  { key: 'relayed', word: 'relayed', fill: 'url(#hatch-relayed)' },
  { key: 'none', word: 'no path', fill: 'var(--route-none-fill)' },
] as const;

/** Shares of a node's tunnels by route, always in the same order, with the counts in words. */
export function RouteMix({ routes }: { routes: NodeListItem['routes'] }) {
  const total = routes.direct + routes.punched + routes.relayed + routes.none;
  if (total === 0) return <span className="text-ink-3">No tunnel</span>;
  const words = PARTS.filter(({ key }) => routes[key] > 0).map(({ key, word }) => `${routes[key]} ${word}`);
  let x = 0;
  return (
    <span className="inline-flex items-center gap-2">
      <svg viewBox={`0 0 ${WIDTH} 6`} width={WIDTH} height="6" aria-hidden="true">
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
        {PARTS.map(({ key, fill }) => {
          const width = (routes[key] / total) * WIDTH;
          const part = width > 0 && (
            <rect key={key} x={x} width={Math.max(1, width - 1)} height="6" fill={fill} />
          );
          x += width;
          return part;
        })}
      </svg>
      <span className="whitespace-nowrap">{words.join(', ')}</span>
    </span>
  );
}

import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { ROUTE_WORDS, RouteGlyph } from '../../../ui/shapes/route-glyph.tsx';
import { ShareBar } from '../../../ui/shapes/share-bar.tsx';
import { share } from './overview-tiles.tsx';

const ORDER = ['direct', 'punched', 'relayed', 'none'] as const;

/** How the pairs that talk reach each other, always in the same order; each route leads to its nodes. */
export function RouteTile({ routes }: { routes: Outputs['overview']['get']['routes'] }) {
  const total = ORDER.reduce((sum, route) => sum + routes[route], 0);
  return (
    <div className="overview-routes">
      <p className="flex justify-between gap-3 text-sm text-ink-2">
        <span>
          {total === 0
            ? 'Routes'
            : `Routes of ${total.toLocaleString('en')} ${total === 1 ? 'tunnel' : 'tunnels'}`}
        </span>
        {total > 0 && <span>End to end {share(routes.direct + routes.punched, total)} %</span>}
      </p>
      {total === 0 ? (
        <span className="hatch block h-2" aria-hidden="true" />
      ) : (
        <ShareBar
          total={total}
          height={8}
          parts={ORDER.map((route) => ({
            key: route,
            count: routes[route],
            fill: `var(--route-${route}-fill)`,
            isHatched: route === 'relayed',
          }))}
        />
      )}
      {total === 0 ? (
        <p className="text-sm text-ink-3">No node that is online has a tunnel</p>
      ) : (
        <ul className="-my-1 flex flex-wrap gap-x-2 text-sm">
          {ORDER.map((route) => (
            <li key={route}>
              <Link
                href={`/nodes?route=${route}`}
                className="inline-flex min-h-6 items-center gap-1.5 hover:underline"
              >
                <RouteGlyph route={route} />
                <span className={`route-${route}`}>{ROUTE_WORDS[route]}</span> {share(routes[route], total)} %
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

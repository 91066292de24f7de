/** What a row shows of a tunnel: the class of its route, or that there is none. */
export type RouteClass = 'direct' | 'punched' | 'relayed' | 'none' | 'unknown';

const CLASSES: Record<string, RouteClass> = {
  sameLan: 'direct',
  directV6: 'direct',
  directV4: 'direct',
  stock: 'direct',
  punched: 'punched',
  relayed: 'relayed',
};

/** Class of a tunnel by its state and route as the node reports them. */
export function routeClass(state: string, route: string | null): RouteClass {
  if (state === 'noPath') return 'none';
  if (state !== 'established') return 'unknown';
  return (route !== null ? CLASSES[route] : undefined) ?? 'unknown';
}

/** One word for each class. */
export const ROUTE_WORDS: Record<RouteClass, string> = {
  direct: 'Direct',
  punched: 'Punched',
  relayed: 'Relayed',
  none: 'No path',
  unknown: 'Unknown',
};

const STATE_WORDS: Record<string, string> = {
  idle: 'Idle',
  directing: 'Asking DC',
  connecting: 'Connecting',
  closed: 'Closed',
};

const COLOURS: Record<RouteClass, string> = {
  direct: 'var(--route-direct-fill)',
  punched: 'var(--route-punched-fill)',
  relayed: 'var(--route-relayed-fill)',
  none: 'var(--route-none-fill)',
  unknown: 'var(--grey-fill)',
};

/** Two ends and the line between them. */
export function RouteGlyph({ route }: { route: RouteClass }) {
  const colour = COLOURS[route];
  return (
    <svg
      viewBox="0 0 26 10"
      width="26"
      height="10"
      aria-hidden="true"
      className="shrink-0"
      fill="none"
      stroke={colour}
    >
      {lineOf(route)}
      <circle cx="3" cy="5" r="2.2" fill={colour} stroke="none" />
      <circle cx="23" cy="5" r="2.2" fill={colour} stroke="none" />
    </svg>
  );
}

function lineOf(route: RouteClass) {
  switch (route) {
    case 'direct':
      return <path d="M3 5h20" strokeWidth="1.4" />;
    case 'punched':
      return <path d="M3 5h20M10.5 1.5v7M15.5 1.5v7" strokeWidth="1.4" />;
    case 'relayed':
      return <path d="M3 5h6.5M16.5 5H23M13 1.6 16.4 5 13 8.4 9.6 5z" strokeWidth="1.4" />;
    case 'none':
      return <path d="M3 5h5M18 5h5M11 3l4 4m0-4-4 4" strokeWidth="1.4" />;
    case 'unknown':
      return <path d="M6.5 5h14" strokeWidth="1.4" strokeDasharray="1.4 2.4" />;
  }
}

/** Glyph and word of a tunnel. */
export function RouteBadge({ state, route }: { state: string; route: string | null }) {
  const kind = routeClass(state, route);
  return (
    <span className={`route-${kind} badge`}>
      <RouteGlyph route={kind} />
      {kind === 'unknown' ? (STATE_WORDS[state] ?? ROUTE_WORDS.unknown) : ROUTE_WORDS[kind]}
    </span>
  );
}

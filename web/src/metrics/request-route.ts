/** The routes of the console as the folders of `web/src/app` name them; a test compares the two. */
export const ROUTES = [
  '/',
  '/account',
  '/api/auth/[...nextauth]',
  '/api/enrol',
  '/api/trpc/[trpc]',
  '/audit',
  '/config',
  '/config/pushes/[id]',
  '/coordinators',
  '/enrol',
  '/login',
  '/metrics',
  '/nodes',
  '/nodes/[id]',
  '/people',
  '/proved',
  '/second-factor',
  '/sessions',
  '/setup',
] as const;

/** Files of the build, which are no route. */
const ASSETS = '/_next/';

const PATTERNS = ROUTES.map((route) => ({ route, pattern: patternOf(route) }));

/**
 * The route that a request belongs to: one of `ROUTES`, `assets` or `other`. Whatever comes from outside, a metric has
 * no more values than that.
 */
export function routeOf(url: string | undefined): string {
  const path = /^[^?#]*/.exec(url ?? '')?.[0] ?? '';
  if (path.startsWith(ASSETS)) return 'assets';
  return PATTERNS.find(({ pattern }) => pattern.test(path))?.route ?? 'other';
}

function patternOf(route: string): RegExp {
  if (route === '/') return /^\/$/;
  const segments = route.split('/').map((segment) => {
    if (segment.startsWith('[...')) return '.+';
    return segment.startsWith('[') ? '[^/]+' : segment;
  });
  return new RegExp(`^${segments.join('/')}/?$`);
}

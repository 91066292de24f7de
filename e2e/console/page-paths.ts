import type { SeededFleet } from './stack/seed-fleet.ts';

/** A page of the tests: what it is called, the route that makes it, and where it is in a fleet of the tests. */
export interface TriedPage {
  readonly name: string;
  /** Undefined: of no route. */
  readonly route: string | undefined;
  path(fleet: SeededFleet): string;
}

const node =
  (name: string, tab = '') =>
  (fleet: SeededFleet) =>
    `/nodes/${fleet.nodes.get(name)?.id}${tab}`;

/** Pages for people who are signed in, each in the states worth a look. */
export const PAGES: readonly TriedPage[] = [
  { name: 'overview', route: '/', path: () => '/' },
  { name: 'coordinators', route: '/coordinators', path: () => '/coordinators' },
  { name: 'nodes', route: '/nodes', path: () => '/nodes' },
  { name: 'no match', route: '/nodes', path: () => '/nodes?q=nothing-is-called-this' },
  {
    name: 'narrowed nodes',
    route: '/nodes',
    path: () => '/nodes?state=online,stale&config=drift,inSync&route=relayed',
  },
  {
    name: 'node beside the list',
    route: '/nodes',
    path: (fleet) => `/nodes?node=${fleet.nodes.get('bus-1042')?.id}`,
  },
  { name: 'node', route: '/nodes/[id]', path: node('bus-1042') },
  { name: 'suspended node', route: '/nodes/[id]', path: node('van-0031') },
  { name: 'traffic of a node', route: '/nodes/[id]', path: node('bus-1042', '?tab=traffic') },
  { name: 'paths of a node', route: '/nodes/[id]', path: node('bus-1042', '?tab=paths') },
  { name: 'configuration of a node', route: '/nodes/[id]', path: node('tablet-field-221', '?tab=config') },
  { name: 'events of a node', route: '/nodes/[id]', path: node('bus-1042', '?tab=events') },
  { name: 'offline node', route: '/nodes/[id]', path: node('kiosk-sendai-04') },
  { name: 'pending node', route: '/nodes/[id]', path: node('till-0468-osaka') },
  { name: 'node that failed a configuration', route: '/nodes/[id]', path: node('tablet-field-221') },
  { name: 'configuration', route: '/config', path: () => '/config' },
  {
    name: 'push panel',
    route: '/config',
    path: (fleet) => `/config?push=${fleet.nodes.get('bus-1042')?.id}`,
  },
  { name: 'push board', route: '/config/pushes/[id]', path: (fleet) => `/config/pushes/${fleet.pushId}` },
  { name: 'enrol', route: '/enrol', path: () => '/enrol' },
  { name: 'audit', route: '/audit', path: () => '/audit' },
  { name: 'people', route: '/people', path: () => '/people' },
  { name: 'sessions', route: '/sessions', path: () => '/sessions' },
  { name: 'account', route: '/account', path: () => '/account' },
  { name: 'not found', route: undefined, path: () => '/nowhere' },
];

/**
 * Routes outside the frame, with specs of their own: the first run, signing in, adding the second factor that everybody
 * has, and the end of the provider's window.
 */
export const STRANGERS_ROUTES = ['/login', '/proved', '/second-factor', '/setup'];

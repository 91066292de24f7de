import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTES, routeOf } from './request-route.ts';

const APP = join(import.meta.dirname, '..', 'app');

/** What Next makes of the folders: those in parentheses do not show. */
function routesOfTheApp(): string[] {
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' });
  const folders = files.flatMap((file) => (/(^|\/)(page\.tsx|route\.ts)$/.test(file) ? [dirname(file)] : []));
  return folders.map((folder) => {
    const shown = relative('.', folder)
      .split('/')
      .filter((part) => part !== '' && part !== '.' && !part.startsWith('('));
    return `/${shown.join('/')}`;
  });
}

describe('the route of a request', () => {
  it('is each one that the console has', () => {
    expect([...ROUTES].sort()).toEqual([...new Set(routesOfTheApp())].sort());
  });

  it.each([
    ['/', '/'],
    ['/?x=1', '/'],
    ['/nodes', '/nodes'],
    ['/nodes/', '/nodes'],
    ['/nodes/abc?tab=events', '/nodes/[id]'],
    ['/config/pushes/7', '/config/pushes/[id]'],
    ['/api/trpc/nodes.list,nodes.get?batch=1', '/api/trpc/[trpc]'],
    ['/api/auth/callback/oidc', '/api/auth/[...nextauth]'],
    ['/_next/static/x.js', 'assets'],
  ])('%s belongs to %s', (url, route) => expect(routeOf(url)).toBe(route));

  it.each([
    undefined,
    '',
    '*',
    '//',
    '/nodes/a/b',
    '/NODES',
    '/nodes%2fa',
    '/api/trpc',
    '/\n',
    'http://other.example/nodes',
    `/${'x'.repeat(65_536)}`,
    '/wp-login.php',
  ])('%j is one of many that are told as other', (url) => expect(routeOf(url)).toBe('other'));
});

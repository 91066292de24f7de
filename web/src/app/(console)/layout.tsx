import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { requireUser } from '../../auth/require-user.ts';
import { database } from '../../database.ts';
import { environment } from '../../env.ts';
import { AccountMenu } from '../../features/account/account-menu.tsx';
import { ProofDialog } from '../../features/account/proof/proof-dialog.tsx';
import { CommandPalette } from '../../features/palette/command-palette.tsx';
import type { PalettePage } from '../../features/palette/palette-items.ts';
import { HealthFoot } from '../../features/realm/health-foot.tsx';
import { findRealm } from '../../features/realm/realm-repository.ts';
import { serverHealth } from '../../features/realm/server-health.ts';
import { ApiProvider } from '../../trpc/client.tsx';
import { Logo } from '../../ui/frame/logo.tsx';
import { Navigation, type NavigationGroup } from '../../ui/frame/navigation.tsx';
import { PageFocus } from '../../ui/frame/page-focus.tsx';
import { parseTheme, THEME_COOKIE } from '../../ui/theme/theme.ts';
import { Toasts } from '../../ui/toast/toasts.tsx';

const GROUPS: readonly NavigationGroup[] = [
  {
    title: 'Fleet',
    items: [
      { icon: 'overview', text: 'Overview', href: '/' },
      { icon: 'nodes', text: 'Nodes', href: '/nodes' },
      { icon: 'coordinators', text: 'Coordinators', href: '/coordinators', notInBar: true },
    ],
  },
  {
    title: 'Change',
    items: [
      { icon: 'config', text: 'Configuration', href: '/config' },
      { icon: 'enrol', text: 'Enrol', href: '/enrol' },
    ],
  },
];
const ADMIN_GROUPS: readonly NavigationGroup[] = [
  ...GROUPS,
  { title: 'Watch', items: [{ icon: 'audit', text: 'Audit', href: '/audit', notInBar: true }] },
];
const OWN_PAGES = [
  { text: 'My account', href: '/account' },
  { text: 'My sessions', href: '/sessions' },
];
const ADMIN_PAGES = [...OWN_PAGES, { text: 'People', href: '/people' }];

/** Letters that lead to a page after `g`. */
const PAGE_KEYS: Record<string, string> = {
  '/': 'o',
  '/nodes': 'n',
  '/coordinators': 'd',
  '/config': 'c',
  '/enrol': 'e',
  '/audit': 'a',
  '/people': 'p',
  '/account': 'm',
  '/sessions': 's',
};

/** The frame of every page for people who are signed in. Each procedure still checks who calls it. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  const [realm, health, jar] = await Promise.all([
    findRealm(database()),
    serverHealth(database(), new Date()),
    cookies(),
  ]);
  const isAdmin = user.role === 'admin';
  const groups = isAdmin ? ADMIN_GROUPS : GROUPS;
  const ownPages = isAdmin ? ADMIN_PAGES : OWN_PAGES;
  const pages: PalettePage[] = [...groups.flatMap(({ items }) => items), ...ownPages].map(
    ({ text, href }) => {
      const key = PAGE_KEYS[href];
      return { text, href, ...(key !== undefined && { key }) };
    },
  );
  return (
    <ApiProvider>
      <div className="frame">
        <aside className="frame-side" aria-label="Console">
          <div className="frame-logo px-1.5 pt-0.5">
            <Logo realm={realm?.domain ?? environment().realmDomain} />
          </div>
          <CommandPalette pages={pages} />
          <Navigation groups={groups} />
          <div className="frame-foot">
            <div className="frame-health">
              <HealthFoot initial={health} />
            </div>
            <AccountMenu
              username={user.username}
              role={user.role}
              theme={parseTheme(jar.get(THEME_COOKIE)?.value)}
              links={ownPages}
              barLinks={groups.flatMap(({ items }) => items.filter(({ notInBar }) => notInBar))}
            >
              <HealthFoot initial={health} />
            </AccountMenu>
          </div>
        </aside>
        <div className="min-w-0">{children}</div>
      </div>
      <PageFocus />
      <Toasts />
      <ProofDialog />
    </ApiProvider>
  );
}

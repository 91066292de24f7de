import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { requireUser } from '../../auth/require-user.ts';
import { database } from '../../database.ts';
import { environment } from '../../env.ts';
import { AccountMenu } from '../../features/account/account-menu.tsx';
import { HealthFoot } from '../../features/realm/health-foot.tsx';
import { findRealm } from '../../features/realm/realm-repository.ts';
import { serverHealth } from '../../features/realm/server-health.ts';
import { ApiProvider } from '../../trpc/client.tsx';
import { Logo } from '../../ui/frame/logo.tsx';
import { Navigation, type NavigationGroup } from '../../ui/frame/navigation.tsx';
import { parseTheme, THEME_COOKIE } from '../../ui/theme/theme.ts';

const GROUPS: readonly NavigationGroup[] = [
  { title: 'Fleet', items: [{ icon: 'nodes', text: 'Nodes', href: '/nodes' }] },
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
  { title: 'Watch', items: [{ icon: 'audit', text: 'Audit', href: '/audit' }] },
];
const OWN_PAGES = [
  { text: 'My account', href: '/account' },
  { text: 'My sessions', href: '/sessions' },
];
const ADMIN_PAGES = [...OWN_PAGES, { text: 'People', href: '/people' }];

/** The frame of every page for people who are signed in. Each procedure still checks who calls it. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  const [realm, health, jar] = await Promise.all([
    findRealm(database()),
    serverHealth(database(), new Date()),
    cookies(),
  ]);
  const isAdmin = user.role === 'admin';
  return (
    <ApiProvider>
      <div className="frame">
        <aside className="frame-side" aria-label="Console">
          <div className="frame-logo px-1.5 pt-0.5">
            <Logo realm={realm?.domain ?? environment().realmDomain} />
          </div>
          <Navigation groups={isAdmin ? ADMIN_GROUPS : GROUPS} />
          <div className="frame-foot">
            <div className="frame-health">
              <HealthFoot initial={health} />
            </div>
            <AccountMenu
              username={user.username}
              role={user.role}
              theme={parseTheme(jar.get(THEME_COOKIE)?.value)}
              links={isAdmin ? ADMIN_PAGES : OWN_PAGES}
            />
          </div>
        </aside>
        <div className="min-w-0">{children}</div>
      </div>
    </ApiProvider>
  );
}

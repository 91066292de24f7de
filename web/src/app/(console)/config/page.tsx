import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { roleAllows } from '../../../auth/role.ts';
import { ConfigPage } from '../../../features/config/config-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Configuration' };

/** The fleet's configuration; `?push=` opens the push for these nodes. */
export default async function ConfigRoute(props: { searchParams: Promise<{ push?: string | string[] }> }) {
  const user = await requireUser();
  const { push } = await props.searchParams;
  const chosen = typeof push === 'string' ? push.split(',').filter((id) => /^[a-z2-7]{26}$/.test(id)) : [];
  const caller = await api();
  const [config, pushes] = await forPage(Promise.all([caller.config.get(), caller.config.pushes()]));
  const mayChange = roleAllows(user.role, 'operator');
  return (
    <ConfigPage
      initial={config}
      initialPushes={pushes}
      mayChange={mayChange}
      chosenNodes={mayChange ? chosen : []}
    />
  );
}

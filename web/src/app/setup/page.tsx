import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isForThisMachine } from '../../auth/known-hosts.ts';
import { database } from '../../database.ts';
import { environment } from '../../env.ts';
import { findRealm } from '../../features/realm/realm-repository.ts';
import { serverHealth } from '../../features/realm/server-health.ts';
import { isFirstRun } from '../../features/setup/setup-repository.ts';
import { Logo } from '../../ui/frame/logo.tsx';
import { SetupChecks } from './setup-checks.tsx';
import { SetupForm } from './setup-form.tsx';
import { SetupSteps } from './setup-steps.tsx';

export const metadata: Metadata = { title: 'First run' };

/** The first run: who may sign in. It exists only while nobody can. */
export default async function SetupPage() {
  if (!(await isFirstRun(database()))) redirect('/login');
  const [realm, health] = await Promise.all([findRealm(database()), serverHealth(database(), new Date())]);
  const { consoleUrl, realmDomain } = environment();
  const domain = realm?.domain ?? realmDomain;
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] lg:grid-cols-[340px_minmax(0,1fr)] lg:grid-rows-1">
      <div className="border-b border-line px-6 py-6 lg:py-8 lg:border-r lg:border-b-0 lg:px-8">
        <div className="flex items-center justify-between">
          <Logo />
          <span className="shrink-0 text-ink-3">First run</span>
        </div>
        <SetupSteps />
      </div>
      <div className="bg-surface px-6 py-8 lg:px-22 lg:py-20">
        <div className="max-w-[860px]">
          <h1 className="state">
            Make the first admin. <span className="remark">This page closes with it.</span>
          </h1>
          <p className="mt-2 max-w-prose text-ink-2">
            An admin may do everything in {domain}: enrol nodes, change their configuration, and add people.
          </p>
          <SetupForm asksForCode={!isForThisMachine(consoleUrl)} />
          <SetupChecks realm={realm} health={health} />
        </div>
      </div>
    </main>
  );
}

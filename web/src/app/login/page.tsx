import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentUser } from '../../auth/current-user.ts';
import { relyingParty } from '../../auth/passkeys/relying-party.ts';
import { REFUSAL_WORDS } from '../../auth/sign-in.ts';
import { database } from '../../database.ts';
import { environment } from '../../env.ts';
import { findRealm, listWorkers } from '../../features/realm/realm-repository.ts';
import { coordinatorAnswers } from '../../features/realm/server-health.ts';
import { isFirstRun } from '../../features/setup/setup-repository.ts';
import { Logo } from '../../ui/frame/logo.tsx';
import { VERSION } from '../version.ts';
import { LoginForm } from './login-form.tsx';
import { OtherWays } from './other-ways.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { ProviderButton } from './provider-button.tsx';
import { RealmSide } from './realm-side.tsx';

export const metadata: Metadata = { title: 'Sign in' };

/** Why the identity provider's word was not enough. */
const PROVIDER_WORDS: Record<string, string> = {
  closed: 'Your account here is closed. Ask an admin.',
  noRole: 'Your account at the identity provider has no role here. Ask an admin.',
  firstRun: 'Nobody administers this console yet. Make the first admin.',
  provider: 'The sign-in was not completed. Try again.',
  busy: REFUSAL_WORDS.busy,
};

interface LoginPageProps {
  searchParams: Promise<{ error?: string | string[] }>;
}

/** Sign-in; before there is anybody to sign in, the first run. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  if (await isFirstRun(database())) redirect('/setup');
  if ((await currentUser()) !== undefined) redirect('/');
  const asked = performance.now();
  const [realm, workers] = await Promise.all([findRealm(database()), listWorkers(database())]);
  const answeredMs = performance.now() - asked;
  const { realmDomain, oidc, consoleUrl } = environment();
  const passkeys = relyingParty(consoleUrl) !== undefined;
  const domain = realm?.domain ?? realmDomain;
  const error = String((await searchParams).error ?? '');
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <div className="flex flex-col bg-surface px-6 py-9 sm:px-16 lg:border-r lg:border-line xl:px-32">
        <Logo />
        <div className="form-tall w-full max-w-[344px] py-12 max-lg:my-auto lg:mt-[12vh]">
          <h1 className="state">Sign in to {domain}</h1>
          <p className="mt-2 text-ink-2">Use the name your admin gave you.</p>
          <LoginForm>
            {(oidc !== undefined || passkeys) && (
              <OtherWays>
                {passkeys && <PasskeyButton />}
                {oidc !== undefined && (
                  <ProviderButton
                    name={oidc.name}
                    words={Object.hasOwn(PROVIDER_WORDS, error) ? PROVIDER_WORDS[error] : undefined}
                  />
                )}
              </OtherWays>
            )}
          </LoginForm>
        </div>
        <p className="mt-auto text-sm text-ink-3">Version {VERSION}</p>
      </div>
      <RealmSide
        publicKey={realm?.enrolmentKey ?? undefined}
        coordinatorAnswers={coordinatorAnswers(workers, new Date())}
        answeredMs={answeredMs}
      />
    </main>
  );
}

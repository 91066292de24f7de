'use client';

import { Building2 } from 'lucide-react';
import { useState } from 'react';
import { callNextAuth } from '../../auth/call-next-auth.ts';
import { REFUSAL_WORDS } from '../../auth/sign-in.ts';
import { SIGN_IN_PATHS } from '../../auth/sign-in-kind.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';

const UNREACHABLE = 'did not answer. Try again, or sign in with a password.';

/** The way over the identity provider; `words` say why it did not work the last time. */
export function ProviderButton({ name, words }: { name: string; words: string | undefined }) {
  const [failure, setFailure] = useState(words);
  const [busy, setBusy] = useState(false);

  async function go() {
    setBusy(true);
    setFailure(undefined);
    let why = `${name} ${UNREACHABLE}`;
    try {
      const answer = await callNextAuth(SIGN_IN_PATHS.provider, { callbackUrl: '/' });
      if (answer.status === 429) why = REFUSAL_WORDS.busy;
      const { url } = (await answer.json()) as { url: string };
      // An address of our own is the way to next-auth's words about a provider that cannot be reached.
      if (answer.ok && new URL(url, location.href).origin !== location.origin) return location.assign(url);
    } catch {
      // Told below, as every other failure.
    }
    setFailure(why);
    setBusy(false);
  }

  return (
    <>
      <BusyButton type="button" className="button flex-1" busy={busy} onClick={go}>
        <Building2 size={16} aria-hidden />
        <span>
          <span className="sr-only">Sign in with </span>
          {name}
        </span>
      </BusyButton>
      <div role="alert" className="order-1 basis-full empty:hidden">
        {failure !== undefined && <FieldError text={failure} />}
      </div>
    </>
  );
}

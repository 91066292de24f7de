'use client';

import { useState } from 'react';
import { callNextAuth } from '../../auth/call-next-auth.ts';
import { FieldError } from '../../ui/field.tsx';

const UNREACHABLE = 'did not answer. Try again, or sign in with a password.';

/** The way over the identity provider; `words` say why it did not work the last time. */
export function ProviderButton({ name, words }: { name: string; words: string | undefined }) {
  const [failure, setFailure] = useState(words);
  const [busy, setBusy] = useState(false);

  async function go() {
    setBusy(true);
    setFailure(undefined);
    try {
      const answer = await callNextAuth('signin/oidc', {});
      const { url } = (await answer.json()) as { url: string };
      // An address of our own is the way to next-auth's words about a provider that cannot be reached.
      if (answer.ok && new URL(url, location.href).origin !== location.origin) return location.assign(url);
    } catch {
      // Told below, as every other failure.
    }
    setFailure(`${name} ${UNREACHABLE}`);
    setBusy(false);
  }

  return (
    <div className="mt-4 flex flex-col gap-4">
      <p className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:flex-1 before:bg-line-2 after:h-px after:flex-1 after:bg-line-2">
        or
      </p>
      <button type="button" className="button" disabled={busy} onClick={go}>
        {busy ? `Going to ${name}` : `Sign in with ${name}`}
      </button>
      <div role="alert" className="empty:hidden">
        {failure !== undefined && <FieldError text={failure} />}
      </div>
    </div>
  );
}

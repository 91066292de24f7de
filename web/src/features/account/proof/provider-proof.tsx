'use client';

import { useEffect, useState } from 'react';
import { callNextAuth } from '../../../auth/call-next-auth.ts';
import { PROOF_CHANNEL, type ProviderAnswer } from '../../../auth/oidc/proof-channel.ts';
import { PROVED_PATH } from '../../../auth/proved-path.ts';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { SIGN_IN_PATHS } from '../../../auth/sign-in-kind.ts';
import { FieldError } from '../../../ui/field.tsx';

const WORDS: Record<Exclude<ProviderAnswer, 'proved'>, string> = {
  person: 'Somebody else signed in there. Use your own account.',
  stale: 'The provider did not ask you again. Sign out there, then try again.',
  untold:
    'The provider does not say when you signed in there. Ask its admin to put auth_time into the id token.',
  failed: 'The sign-in was not completed. Try again.',
};

/** The identity provider asks its person again in a window of its own, so that this page stays as it is. */
export function ProviderProof({ name, onProved }: { name: string | null; onProved: () => void }) {
  const [words, setWords] = useState<string>();
  const provider = name ?? 'the identity provider';
  useEffect(() => {
    const channel = new BroadcastChannel(PROOF_CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<ProviderAnswer>) => {
      if (data === 'proved') onProved();
      else setWords(WORDS[data] ?? WORDS.failed);
    };
    return () => channel.close();
  }, [onProved]);

  async function go() {
    setWords(undefined);
    // Opened at once: after waiting for an answer browsers would take it for an advertisement.
    const opened = window.open('', 'ntm-proof', 'popup,width=520,height=680');
    let why: string = WORDS.failed;
    try {
      const answer = await callNextAuth(SIGN_IN_PATHS.provider, { callbackUrl: PROVED_PATH });
      if (answer.status === 429) why = REFUSAL_WORDS.busy;
      const { url } = (await answer.json()) as { url: string };
      if (answer.ok && opened !== null && new URL(url, location.href).origin !== location.origin) {
        opened.location.href = url;
        return;
      }
    } catch {
      // Told below, as every other failure.
    }
    opened?.close();
    setWords(opened === null ? 'Your browser let no window open. Allow it, then try again.' : why);
  }

  return (
    <div className="flex flex-col gap-2">
      <button type="button" className="button button-primary" onClick={go}>
        Sign in again with {provider}
      </button>
      <div role="alert" className="empty:hidden">
        {words !== undefined && <FieldError text={words} />}
      </div>
    </div>
  );
}

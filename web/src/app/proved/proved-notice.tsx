'use client';

import { useEffect } from 'react';
import { PROOF_CHANNEL, type ProviderAnswer } from '../../auth/oidc/proof-channel.ts';

/** Tells the other page; the words stay where the browser keeps the window open. */
export function ProvedNotice({ answer }: { answer: ProviderAnswer }) {
  useEffect(() => {
    const channel = new BroadcastChannel(PROOF_CHANNEL);
    channel.postMessage(answer);
    channel.close();
    window.close();
  }, [answer]);
  return (
    <div>
      <h1 className="state">{answer === 'proved' ? 'It is you.' : 'That was no proof.'}</h1>
      <p className="mt-2 text-ink-2">Close this window and go on in the other one.</p>
    </div>
  );
}

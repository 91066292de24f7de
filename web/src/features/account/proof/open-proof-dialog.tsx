'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { answerProof } from '../../../trpc/proof-request.ts';
import { FieldError } from '../../../ui/field.tsx';
import { PasskeyProof } from './passkey-proof.tsx';
import { ProviderProof } from './provider-proof.tsx';
import { TypedProof } from './typed-proof.tsx';

/** The question for a fresh proof, with the ways that this person has. */
export default function OpenProofDialog() {
  const trpc = useTRPC();
  const dialog = useRef<HTMLDialogElement>(null);
  const ways = useQuery({ ...trpc.account.proofWays.queryOptions(), staleTime: 0, gcTime: 0 });
  useEffect(() => dialog.current?.showModal(), []);
  const prove = () => answerProof(true);
  return (
    <dialog ref={dialog} onClose={() => answerProof(false)} aria-labelledby="proof-title" className="dialog">
      <div className="dialog-body gap-4">
        <div>
          <h2 id="proof-title" className="text-xl">
            Is it still you?
          </h2>
          <p className="mt-1 text-ink-2">
            Changes of this weight ask for a proof of the last 10 min. What you typed stays, and goes on from
            here.
          </p>
        </div>
        {ways.isError && <FieldError text={failureWords(ways.error).message} />}
        {ways.data?.provider && <ProviderProof name={ways.data.providerName} onProved={prove} />}
        {ways.data?.passkey && <PasskeyProof isFirst={!ways.data.provider} onProved={prove} />}
        {(ways.data?.code || ways.data?.password) && (
          <TypedProof
            kind={ways.data.code ? 'code' : 'password'}
            username={ways.data.username}
            isFirst={!ways.data.passkey && !ways.data.provider}
            onProved={prove}
          />
        )}
        <div className="dialog-actions mt-0">
          <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </div>
      </div>
    </dialog>
  );
}

'use client';

import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { signWithPasskey } from '../../../auth/passkeys/authenticator.ts';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { FieldError } from '../../../ui/field.tsx';

interface PasskeyProofProps {
  /** No other way stands before it. */
  isFirst: boolean;
  onProved: () => void;
}

/** A passkey of the person. */
export function PasskeyProof({ isFirst, onProved }: PasskeyProofProps) {
  const trpc = useTRPC();
  const offer = useMutation(trpc.account.offerPasskeyProof.mutationOptions());
  const prove = useMutation(trpc.account.proveAgain.mutationOptions({ onSuccess: onProved }));
  const [brokenOff, setBrokenOff] = useState(false);
  const error = offer.error ?? prove.error;

  async function go() {
    setBrokenOff(false);
    const passkey = await offer.mutateAsync().then(signWithPasskey, () => undefined);
    if (passkey === undefined) return setBrokenOff(true);
    prove.mutate({ passkey });
  }

  return (
    <div className="flex flex-col gap-2">
      <BusyButton
        type="button"
        className={`button ${isFirst ? 'button-primary' : ''}`}
        busy={offer.isPending || prove.isPending}
        onClick={go}
      >
        <KeyRound size={16} aria-hidden /> Use your passkey
      </BusyButton>
      <div role="alert" className="empty:hidden">
        {error !== null ? (
          <FieldError text={failureWords(error).message} />
        ) : (
          brokenOff && <FieldError text="The passkey was not used. Try again." />
        )}
      </div>
    </div>
  );
}

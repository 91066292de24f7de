'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { QrCode } from '../../ui/qr/qr-code.tsx';
import { CodeField } from './code-field.tsx';

interface AddSecondFactorProps {
  /** With the recovery codes where it was the first factor. */
  onAdded: (recoveryCodes: readonly string[] | null) => void;
}

/** The picture for the app, then its first code, which turns it on. */
export function AddSecondFactor({ onAdded }: AddSecondFactorProps) {
  const trpc = useTRPC();
  const offer = useMutation(trpc.account.offerSecondFactor.mutationOptions());
  const confirm = useMutation(
    trpc.account.confirmSecondFactor.mutationOptions({
      onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (offer.data === undefined) offer.mutate();
    else confirm.mutate({ code: String(new FormData(event.currentTarget).get('code')) });
  }

  const error = offer.error ?? confirm.error;
  return (
    <form method="post" onSubmit={submit} className="flex max-w-xl flex-col gap-4">
      {offer.data !== undefined && (
        <>
          <Offer offered={offer.data} />
          <CodeField help="The six digits that the app shows now." />
        </>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <BusyButton
          type="submit"
          className={`button ${offer.data === undefined ? '' : 'button-primary'}`}
          busy={offer.isPending || confirm.isPending}
        >
          {offer.data === undefined ? 'Add an authenticator app' : 'Turn it on'}
        </BusyButton>
        <div role="alert" className="empty:hidden">
          {error !== null && <FieldError text={failureWords(error).message} />}
        </div>
      </div>
    </form>
  );
}

function Offer({ offered }: { offered: Outputs['account']['offerSecondFactor'] }) {
  return (
    <>
      <p>Scan this with the app, then type the code that it shows.</p>
      <div className="self-start">
        <QrCode qr={offered.qr} label="Code for the authenticator app" />
      </div>
      <div>
        <p className="mb-1.5 font-medium">Or type the secret into it</p>
        <div className="flex items-center gap-2 rounded-2 border border-line-2 bg-surface-2 p-2.5">
          <code className="min-w-0 flex-1 font-mono text-sm break-all" data-testid="factor-secret">
            {offered.base32}
          </code>
          <CopyButton text={offered.base32} />
        </div>
      </div>
    </>
  );
}

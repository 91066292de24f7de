'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { hasPasskeys, makePasskey } from '../../../auth/passkeys/authenticator.ts';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { Field, FieldError } from '../../../ui/field.tsx';

const WORDS = {
  known: 'This device has a passkey of yours already.',
  brokenOff: 'No passkey was made. Try again when you are ready.',
  none: 'This browser has no passkeys for this page. Try another, or add an authenticator app.',
} as const;

interface AddPasskeyProps {
  /** With the recovery codes where it was the first factor. */
  onAdded: (recoveryCodes: readonly string[] | null) => void;
}

/** A name, then what the browser asks, and the passkey is there. */
export function AddPasskey({ onAdded }: AddPasskeyProps) {
  const trpc = useTRPC();
  const offer = useMutation(trpc.account.offerPasskey.mutationOptions());
  const add = useMutation(trpc.account.addPasskey.mutationOptions());
  const [problem, setProblem] = useState<keyof typeof WORDS>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get('passkeyName'));
    add.reset();
    setProblem(hasPasskeys() ? undefined : 'none');
    if (!hasPasskeys()) return;
    // Its failure is shown from the mutation itself.
    const options = await offer.mutateAsync().catch(() => undefined);
    if (options === undefined) return;
    const made = await makePasskey(options);
    if (made.kind !== 'made') return setProblem(made.kind);
    add.mutate(
      { name, response: made.answer },
      {
        onSuccess: ({ recoveryCodes }) => {
          form.reset();
          onAdded(recoveryCodes);
        },
      },
    );
  }

  const failure = offer.error ?? add.error;
  return (
    <form method="post" onSubmit={submit} className="flex max-w-xl flex-col gap-3">
      <Field
        label="Name of the passkey"
        name="passkeyName"
        maxLength={64}
        autoComplete="off"
        placeholder="Work phone"
        required
      />
      <div className="flex flex-wrap items-center gap-3">
        <BusyButton type="submit" className="button" busy={offer.isPending || add.isPending}>
          Add a passkey
        </BusyButton>
        <div role="alert" className="empty:hidden">
          {failure !== null ? (
            <FieldError text={failureWords(failure).message} />
          ) : (
            problem !== undefined && <FieldError text={WORDS[problem]} />
          )}
        </div>
      </div>
    </form>
  );
}

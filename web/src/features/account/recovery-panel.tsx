'use client';

import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface RecoveryPanelProps {
  codesLeft: number;
  /** Codes that were just made; they are shown this once. */
  codes: readonly string[] | undefined;
  onMade: (codes: readonly string[]) => void;
  onKept: () => void;
}

/** The codes that stand in for a lost second factor. */
export function RecoveryPanel({ codesLeft, codes, onMade, onKept }: RecoveryPanelProps) {
  const trpc = useTRPC();
  const renew = useMutation(
    trpc.account.renewRecoveryCodes.mutationOptions({
      onSuccess: ({ recoveryCodes }) => onMade(recoveryCodes),
    }),
  );
  return (
    <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="recovery-title">
      <div>
        <h2 id="recovery-title" className="text-lg">
          Recovery codes
        </h2>
        <p className="mt-1 text-ink-2">
          {codesLeft === 1 ? '1 recovery code is left.' : `${codesLeft} recovery codes are left.`} New ones
          take their place.
        </p>
      </div>
      {codes === undefined ? (
        <div className="flex flex-wrap items-center gap-3">
          <BusyButton type="button" className="button" busy={renew.isPending} onClick={() => renew.mutate()}>
            Make new recovery codes
          </BusyButton>
          <div role="alert" className="empty:hidden">
            {renew.error !== null && <FieldError text={failureWords(renew.error).message} />}
          </div>
        </div>
      ) : (
        <RecoveryCodes codes={codes} onKept={onKept} />
      )}
    </section>
  );
}

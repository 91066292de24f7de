'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { FieldError } from '../../../ui/field.tsx';
import { Age } from '../../../ui/live/age-text.tsx';

interface PasskeyRowProps {
  passkey: Outputs['account']['get']['passkeys'][number];
  now: number;
  onChanged: () => void;
}

/** A passkey: its name, its use, and the ways to change both. */
export function PasskeyRow({ passkey, now, onChanged }: PasskeyRowProps) {
  const trpc = useTRPC();
  const [task, setTask] = useState<'rename' | 'remove'>();
  const done = {
    onSuccess: () => {
      setTask(undefined);
      onChanged();
    },
  };
  const rename = useMutation(trpc.account.renamePasskey.mutationOptions(done));
  const remove = useMutation(trpc.account.removePasskey.mutationOptions(done));
  const { id, name } = passkey;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    rename.mutate({ id, name: String(new FormData(event.currentTarget).get('name')) });
  }

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line px-3.5 py-2.5 [&+li]:border-t">
      {task === 'rename' ? (
        <form method="post" onSubmit={submit} className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
          <input
            className="input min-w-0 flex-1 basis-40"
            name="name"
            aria-label={`Another name of ${name}`}
            defaultValue={name}
            maxLength={64}
            ref={focus}
            required
          />
          <BusyButton type="submit" className="button" busy={rename.isPending}>
            Keep it
          </BusyButton>
          <button type="button" className="button button-quiet" onClick={() => setTask(undefined)}>
            Cancel
          </button>
          <div role="alert" className="basis-full empty:hidden">
            {rename.error !== null && <FieldError text={failureWords(rename.error).message} />}
          </div>
        </form>
      ) : (
        <>
          <span className="min-w-0 flex-1 basis-40">
            <span className="block truncate font-medium">{name}</span>
            <span className="text-sm text-ink-2">
              added <Age at={passkey.createdAt} now={now} suffix=" ago" />,{' '}
              {passkey.lastUsedAt === null ? (
                'not used yet'
              ) : (
                <>
                  used <Age at={passkey.lastUsedAt} now={now} suffix=" ago" />
                </>
              )}
            </span>
          </span>
          <span className="flex gap-2">
            <button type="button" className="button button-small" onClick={() => setTask('rename')}>
              Rename<span className="sr-only"> {name}</span>
            </button>
            <button
              type="button"
              className="button button-danger button-small"
              onClick={() => setTask('remove')}
            >
              Take away<span className="sr-only"> {name}</span>
            </button>
          </span>
        </>
      )}
      {task === 'remove' && (
        <ConfirmDialog
          title={`Take ${name} away?`}
          action="Take it away"
          busy={remove.isPending}
          error={remove.error === null ? undefined : failureWords(remove.error).message}
          onConfirm={() => remove.mutate({ id })}
          onClose={() => {
            remove.reset();
            setTask(undefined);
          }}
        >
          It signs you in no more. Take it off the device too.
        </ConfirmDialog>
      )}
    </li>
  );
}

const focus = (input: HTMLInputElement | null) => input?.focus();

'use client';

import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { useSubmission } from '../../../trpc/use-submission.ts';

/** Makes a key of what was filled in, once however often it is sent. */
export function useMakeKey(onMade: (made: Outputs['enrolment']['createKey']) => void) {
  const trpc = useTRPC();
  const { submission, renewSubmission, renewAfter, begin, end } = useSubmission();
  const create = useMutation(
    trpc.enrolment.createKey.mutationOptions({
      onSuccess: (made) => {
        renewSubmission();
        onMade(made);
      },
      onError: renewAfter,
      onSettled: end,
    }),
  );
  return {
    busy: create.isPending,
    failure: create.error === null ? undefined : failureWords(create.error),
    make: (filled: Omit<Parameters<typeof create.mutate>[0], 'submission'>) => {
      if (begin()) create.mutate({ ...filled, submission });
    },
  };
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { PasswordPanel } from './password-panel.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';

type Account = Outputs['account']['get'];

/** Password and second factor of the person. */
export function AccountPage({ initial }: { initial: Account }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.account.get.queryOptions(), initialData: initial });
  const account = query.data;
  return (
    <>
      <h1 className="state">
        {sentence(account)} <span className="remark">You are {account.username}.</span>
      </h1>
      {account.hasPassword && (
        <>
          <SecondFactorPanel factor={account.secondFactor} onChanged={() => query.refetch()} />
          <PasswordPanel username={account.username} asksCode={account.secondFactor !== null} />
        </>
      )}
    </>
  );
}

function sentence({ hasPassword, secondFactor }: Account): string {
  if (!hasPassword)
    return 'Your identity provider vouches for you: password and second factor are kept there.';
  if (secondFactor === null) return 'Your password alone opens this console. Add a second factor.';
  if (secondFactor.codesLeft < 3)
    return `You have ${secondFactor.codesLeft} recovery codes left. Make new ones.`;
  return 'Your sign-in takes a password and a code.';
}

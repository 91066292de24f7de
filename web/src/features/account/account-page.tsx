'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { PasskeysPanel } from './passkeys/passkeys-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { RecoveryPanel } from './recovery-panel.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';

type Account = Outputs['account']['get'];

/** Password, passkeys and authenticator app of the person. */
export function AccountPage({ initial }: { initial: Account }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.account.get.queryOptions(), initialData: initial });
  const [codes, setCodes] = useState<readonly string[]>();
  const account = query.data;
  const [verdict, advice] = sentence(account);
  const changed = (made: readonly string[] | null) => {
    if (made !== null) setCodes(made);
    query.refetch();
  };
  return (
    <>
      <h1 className="state">
        {verdict} <span className="remark">{`${advice} You are ${account.username}.`.trim()}</span>
      </h1>
      {account.hasPassword && (
        <>
          {hasFactor(account) && (
            <RecoveryPanel
              codesLeft={account.codesLeft}
              codes={codes}
              onMade={changed}
              onKept={() => setCodes(undefined)}
            />
          )}
          <PasskeysPanel account={account} onChanged={changed} />
          <SecondFactorPanel since={account.appSince} onChanged={changed} />
          <PasswordPanel username={account.username} factor={factorOf(account)} />
        </>
      )}
    </>
  );
}

const hasFactor = ({ appSince, passkeys }: Account) => appSince !== null || passkeys.length > 0;

function factorOf(account: Account): 'none' | 'code' | 'passkey' {
  if (account.passkeys.length > 0) return 'passkey';
  return hasFactor(account) ? 'code' : 'none';
}

/** What signs the person in, and what to do about it. */
function sentence(account: Account): [verdict: string, advice: string] {
  const { hasPassword, appSince, passkeys, codesLeft } = account;
  if (!hasPassword)
    return ['Your identity provider vouches for you.', 'Password and second factor are kept there.'];
  if (!hasFactor(account)) return ['Your password alone opens this console.', 'Add a second factor.'];
  if (codesLeft < 3) {
    return [`You have ${codesLeft} recovery ${codesLeft === 1 ? 'code' : 'codes'} left.`, 'Make new ones.'];
  }
  if (passkeys.length === 0) return ['Your sign-in takes a password and a code.', ''];
  const other = appSince === null ? 'one' : 'a code';
  return [`A passkey signs you in, or your password with ${other}.`, ''];
}

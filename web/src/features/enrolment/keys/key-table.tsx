'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatAge, formatInstant, formatTimeLeft } from '../../../ui/live/age.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { ScrollX } from '../../../ui/scroll-x.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

type Key = Outputs['enrolment']['listKeys']['keys'][number];

const STATE_WORDS: Record<Key['state'], string> = {
  usable: 'can be used',
  usedUp: 'used up',
  expired: 'expired',
  revoked: 'revoked',
};

interface KeyTableProps {
  keys: readonly Key[];
  /** Nodes that wait for approval. */
  waiting: number;
  now: number;
  mayRevoke: boolean;
  onRevoked: () => void;
}

/** The keys there are, with what is left of them. */
export function KeyTable({ keys, waiting, now, mayRevoke, onRevoked }: KeyTableProps) {
  const [askedId, setAskedId] = useState<string>();
  // As the list has it now: more may come in by it while the dialog is open.
  const asked = keys.find(({ id }) => id === askedId);
  return (
    <section className="panel overflow-hidden" aria-labelledby="keys-title">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1 px-3.5 py-3">
        <h2 id="keys-title" className="text-lg">
          Keys <span className="ml-1 text-sm font-normal text-ink-3">{keys.length}</span>
        </h2>
        <Link href="/nodes?state=pending" className="link tap-target">
          Nodes that wait for approval <span className="text-ink-3">{waiting.toLocaleString('en')}</span>
        </Link>
      </div>
      {keys.length === 0 ? (
        <PageState kind="empty" title="No key yet">
          A key admits nodes: one, or many until its limit or its end.
        </PageState>
      ) : (
        <ScrollX label="Keys, scrolls sideways">
          <table className="table key-table">
            <thead>
              <tr>
                <th>Name</th>
                <th>Kind</th>
                <th className="number">Used</th>
                <th>Asks first</th>
                <th>State</th>
                <th>Ends</th>
                <th>Made by</th>
                <th>
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id}>
                  <td className="key-cell-name font-medium">{key.label}</td>
                  <td>{key.reusable ? 'reusable' : 'one-off'}</td>
                  <td className="number whitespace-nowrap">
                    {key.useLimit === null ? key.useCount : `${key.useCount} of ${key.useLimit}`}
                    <span className="md:hidden"> used</span>
                  </td>
                  <td className={key.approvalRequired ? '' : 'max-md:hidden'}>
                    <span className="md:hidden">asks first: </span>
                    {key.approvalRequired ? 'yes' : 'no'}
                  </td>
                  <td className={key.state === 'usable' ? '' : 'text-ink-3'}>{STATE_WORDS[key.state]}</td>
                  <td className="whitespace-nowrap">
                    <span className="md:hidden">ends </span>
                    {ending(key, now)}
                  </td>
                  <td className="whitespace-nowrap text-ink-2">
                    {key.madeBy ?? 'the system'}, <Age at={key.createdAt} now={now} suffix=" ago" />
                  </td>
                  <td className="key-cell-action number">
                    {mayRevoke && key.state === 'usable' && (
                      <button
                        type="button"
                        className="button button-danger button-small"
                        onClick={() => setAskedId(key.id)}
                      >
                        Revoke<span className="sr-only"> {key.label}</span>
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {asked !== undefined && (
        <RevokeDialog enrolmentKey={asked} onRevoked={onRevoked} onClose={() => setAskedId(undefined)} />
      )}
    </section>
  );
}

function ending(key: Key, now: number) {
  if (key.expiresAt === null) return 'never';
  const words =
    key.expiresAt > now
      ? `in ${formatTimeLeft(key.expiresAt - now)}`
      : `${formatAge(now - key.expiresAt)} ago`;
  return <span title={formatInstant(key.expiresAt)}>{words}</span>;
}

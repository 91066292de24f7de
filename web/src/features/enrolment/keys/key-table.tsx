'use client';

import Link from 'next/link';
import { useState } from 'react';
import { PageState } from '../../../ui/page-state.tsx';
import { ScrollX } from '../../../ui/scroll-x.tsx';
import { type KeyQuestion, KeyRow, type ListedKey } from './key-row.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { SuspendNodesDialog } from './suspend-nodes-dialog.tsx';

interface KeyTableProps {
  keys: readonly ListedKey[];
  /** Nodes that wait for approval. */
  waiting: number;
  now: number;
  mayRevoke: boolean;
  /** A key was revoked, or nodes of one were suspended. */
  onChanged: () => void;
}

/** The keys there are, with what is left of them. */
export function KeyTable({ keys, waiting, now, mayRevoke, onChanged }: KeyTableProps) {
  const [question, setQuestion] = useState<{ id: string; what: KeyQuestion }>();
  // As the list has it now: more may come in by it while the dialog is open.
  const asked = keys.find(({ id }) => id === question?.id);
  const close = () => setQuestion(undefined);
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
                <KeyRow
                  key={key.id}
                  enrolmentKey={key}
                  {...{ now, mayRevoke }}
                  onAsk={(what) => setQuestion({ id: key.id, what })}
                />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {asked !== undefined && question?.what === 'revoke' && (
        <RevokeDialog enrolmentKey={asked} onRevoked={onChanged} onClose={close} />
      )}
      {asked !== undefined && question?.what === 'suspendNodes' && (
        <SuspendNodesDialog enrolmentKey={asked} onSuspended={onChanged} onClose={close} />
      )}
    </section>
  );
}

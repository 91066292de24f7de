'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { downloadText } from '../../../ui/download-text.ts';
import type { NodeFilter } from './list-filter.ts';

/** The nodes of the filter as a file. */
export function ExportButton({ filter, count }: { filter: NodeFilter; count: number }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');

  async function save() {
    setBusy(true);
    try {
      const { csv, isCut } = await cache.fetchQuery({
        ...trpc.nodes.export.queryOptions(filter),
        staleTime: 0,
      });
      downloadText({ name: 'nodes.csv', type: 'text/csv', text: csv });
      setSaid(isCut ? 'Only the first 10,000 are in the file: narrow the list.' : '');
    } catch (error) {
      setSaid(failureWords(error).message);
    }
    setBusy(false);
  }

  return (
    <>
      <span role="status" className="text-sm text-look empty:hidden">
        {said}
      </span>
      <BusyButton
        type="button"
        className="button button-quiet"
        disabled={count === 0}
        busy={busy}
        onClick={save}
      >
        <span>
          CSV<span className="max-md:sr-only"> of {count.toLocaleString('en')}</span>
        </span>
      </BusyButton>
    </>
  );
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { downloadText } from '../../ui/download-text.ts';
import { showToast } from '../../ui/toast/toast-list.ts';

/** The entries of the search as a file. */
export function ExportAuditButton({ search }: { search: string }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function save() {
    setBusy(true);
    try {
      const query = trpc.audit.export.queryOptions({ search });
      const { csv, isCut } = await cache.fetchQuery({ ...query, staleTime: 0 });
      downloadText({ name: 'audit.csv', type: 'text/csv', text: csv });
      if (isCut)
        showToast({
          kind: 'done',
          title: 'Only the newest 10,000 are in the file',
          text: 'Narrow the search.',
        });
    } catch (error) {
      const { message, requestId } = failureWords(error);
      const title = 'The file was not made';
      showToast({ kind: 'failed', title, text: message, ...(requestId !== undefined && { requestId }) });
    }
    setBusy(false);
  }

  return (
    <BusyButton type="button" className="button button-quiet" busy={busy} onClick={save}>
      {busy ? 'Reading' : 'CSV'}
    </BusyButton>
  );
}

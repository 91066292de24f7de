'use client';

import { useEffect, useState } from 'react';

/** Id of the request that made this page, by which the server's log knows it. */
export function RequestId({ digest }: { digest?: string | undefined }) {
  const [id, setId] = useState('');
  useEffect(() => {
    setId(document.querySelector<HTMLMetaElement>('meta[name="request-id"]')?.content ?? '');
  }, []);
  return (
    <p className="mt-1 text-ink-3">
      Request <code className="font-mono text-ink-2">{id || 'unknown'}</code>
      {digest !== undefined && (
        <>
          {', fault '}
          <code className="font-mono text-ink-2">{digest}</code>
        </>
      )}
    </p>
  );
}

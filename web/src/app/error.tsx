'use client';

import { PageState } from '../ui/page-state.tsx';
import { RequestId } from './request-id.tsx';

/** A page that could not be made. Trying again asks the server, not only for another look at what it answered. */
export default function PageError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <>
      {/* A whole new page, and no router that every page would have to load with this one. */}
      <header className="top-bar text-lg">
        <a href="/" className="text-ink-2 hover:text-ink">
          NTMobile
        </a>
      </header>
      <main className="p-4 lg:px-5">
        <h1 className="sr-only">Error</h1>
        <div className="panel">
          <PageState
            kind="error"
            title="This page could not be made"
            actions={
              <button type="button" className="button button-primary" onClick={retry}>
                Try again
              </button>
            }
          >
            <p>The console could not read what it needs. Nodes keep their tunnels and their configuration.</p>
            <RequestId digest={error.digest} />
          </PageState>
        </div>
      </main>
    </>
  );
}

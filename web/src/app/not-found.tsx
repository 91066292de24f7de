import type { Metadata } from 'next';
import Link from 'next/link';
import { PageState } from '../ui/page-state.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <main className="p-4">
      <h1 className="sr-only">Not found</h1>
      <div className="panel">
        <PageState
          kind="noMatch"
          title="There is nothing at this address"
          actions={
            <>
              <Link href="/" className="button button-primary">
                Go to the overview
              </Link>
              <Link href="/nodes" className="button">
                Go to nodes
              </Link>
            </>
          }
        >
          <p>It may have been deleted, or the link is cut.</p>
        </PageState>
      </div>
    </main>
  );
}

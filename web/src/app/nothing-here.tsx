import Link from 'next/link';
import { PageState } from '../ui/page-state.tsx';

/** That there is nothing, and two ways on. */
export function NothingHere() {
  return (
    <div className="panel">
      <h1 className="sr-only">Not found</h1>
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
  );
}

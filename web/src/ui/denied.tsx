import Link from 'next/link';
import { TopBar } from './frame/top-bar.tsx';
import { PageState } from './page-state.tsx';

/** A page that this person's role does not open; it names the role that does. */
export function Denied({ what, role, needed }: { what: string; role: string; needed: string }) {
  return (
    <>
      <TopBar crumbs={[{ text: 'Not for your role' }]} />
      <main className="p-4 lg:px-5">
        <h1 className="sr-only">{what}</h1>
        <div className="panel">
          <PageState
            kind="denied"
            title={`Your role cannot open ${what}`}
            actions={
              <Link href="/" className="button">
                Go to the overview
              </Link>
            }
          >
            You are {role === 'viewer' ? 'a' : 'an'} {role}. It takes an {needed}: ask one to make you one.
          </PageState>
        </div>
      </main>
    </>
  );
}

import { PageState } from './page-state.tsx';

/** A page that this person's role does not open; it names the role that does. */
export function Denied({ what, role, needed }: { what: string; role: string; needed: string }) {
  return (
    <main className="p-4 lg:px-5">
      <h1 className="sr-only">{what}</h1>
      <div className="panel">
        <PageState kind="denied" title={`Your role cannot open ${what}`}>
          You are {role === 'viewer' ? 'a' : 'an'} {role}. It takes an {needed}.
        </PageState>
      </div>
    </main>
  );
}

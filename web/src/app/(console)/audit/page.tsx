import type { Metadata } from 'next';
import Link from 'next/link';
import { requireUser } from '../../../auth/require-user.ts';
import { AuditTable } from '../../../features/audit/audit-table.tsx';
import { ExportAuditButton } from '../../../features/audit/export-audit-button.tsx';
import { NoEntries } from '../../../features/audit/no-entries.tsx';
import { api, forPage } from '../../../trpc/server.ts';
import { Denied } from '../../../ui/denied.tsx';
import { TopBar } from '../../../ui/frame/top-bar.tsx';

export const metadata: Metadata = { title: 'Audit' };

interface PageProps {
  searchParams: Promise<{ q?: string | string[]; before?: string | string[] }>;
}

/** Everything that anybody changed, and who signed in or was refused that. */
export default async function AuditPage({ searchParams }: PageProps) {
  const user = await requireUser();
  if (user.role !== 'admin') return <Denied what="the audit" role={user.role} needed="admin" />;
  const parameters = await searchParams;
  const search =
    typeof parameters.q === 'string'
      ? parameters.q
          .replaceAll(/\p{Cc}/gu, '')
          .trim()
          .slice(0, 100)
      : '';
  const before =
    typeof parameters.before === 'string' && /^\d{1,18}$/.test(parameters.before) ? parameters.before : null;
  const page = await forPage((await api()).audit.list({ search, cursor: before }));
  const searched = { ...(search !== '' && { q: search }) };
  const newest = `/audit?${new URLSearchParams(searched)}`;
  const older = new URLSearchParams({ ...searched, before: page.nextCursor ?? '' });
  return (
    <>
      <TopBar crumbs={[{ text: 'Audit' }]} />
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <h1 className="state">
          Who did what. <span className="remark">Entries are only ever added.</span>
        </h1>
        <form method="get" className="flex max-w-xl flex-wrap gap-2">
          <label className="min-w-0 flex-1 basis-72">
            <span className="sr-only">Search the audit</span>
            <input
              className="input"
              type="search"
              name="q"
              defaultValue={search}
              placeholder="Person, action, id, address or request"
            />
          </label>
          <button type="submit" className="button">
            Search
          </button>
          <ExportAuditButton search={search} />
        </form>
        {page.entries.length === 0 ? (
          <div className="panel">
            <NoEntries {...{ search, newest }} isOlder={before !== null} />
          </div>
        ) : (
          <AuditTable entries={page.entries} />
        )}
        <nav aria-label="Pages of the audit" className="flex gap-2 empty:hidden">
          {before !== null && page.entries.length > 0 && (
            <Link className="button" href={newest}>
              Newest entries
            </Link>
          )}
          {page.nextCursor !== null && (
            <Link className="button" href={`/audit?${older}`}>
              Older entries
            </Link>
          )}
        </nav>
      </main>
    </>
  );
}

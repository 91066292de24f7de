import Link from 'next/link';
import { PageState } from '../../ui/page-state.tsx';

interface NoEntriesProps {
  search: string;
  /** Whether a page was asked for that begins after the newest entries. */
  isOlder: boolean;
  /** The newest entries of the search. */
  newest: string;
}

/** Why a page of the audit has no entry: none was made, none matches, or those that do are all newer. */
export function NoEntries({ search, isOlder, newest }: NoEntriesProps) {
  const searched = <code className="font-mono [overflow-wrap:anywhere]">{search}</code>;
  if (isOlder)
    return (
      <PageState kind="empty" title="No older entry" actions={<Way to={newest}>Newest entries</Way>}>
        {search === '' ? 'This was the first one.' : <>None before these contains {searched}.</>}
      </PageState>
    );
  if (search === '')
    return (
      <PageState kind="empty" title="Nothing was done yet">
        Every change that somebody makes is kept here, and every sign-in, also those that are refused.
      </PageState>
    );
  return (
    <PageState kind="noMatch" title="No entry matches" actions={<Way to="/audit">Clear the search</Way>}>
      No person, action, id, address or request contains {searched}.
    </PageState>
  );
}

function Way({ to, children }: { to: string; children: string }) {
  return (
    <Link className="button" href={to}>
      {children}
    </Link>
  );
}

import Link from 'next/link';
import { PageState } from '../../../ui/page-state.tsx';

/** A realm without nodes, and the way to the first. */
export default function NoNodes({ mayEnrol }: { mayEnrol: boolean }) {
  return (
    <>
      <h1 className="state">
        No nodes yet. <span className="remark">Enrol the first one.</span>
      </h1>
      <div className="panel">
        <PageState
          kind="empty"
          title="Nothing is enrolled"
          actions={
            mayEnrol && (
              <Link href="/enrol" className="button button-primary">
                Make an enrolment key
              </Link>
            )
          }
        >
          Make an enrolment key and run its line on a Linux device. It shows here within 5 s.
        </PageState>
      </div>
    </>
  );
}

import type { Metadata } from 'next';
import { TopBar } from '../../ui/frame/top-bar.tsx';
import { NothingHere } from '../nothing-here.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** Something that is not there any more, inside the frame, so that navigation stays. */
export default function NotFound() {
  return (
    <>
      <TopBar crumbs={[{ text: 'Not found' }]} />
      <main className="p-4 lg:px-5">
        <NothingHere />
      </main>
    </>
  );
}

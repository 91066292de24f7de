import type { Metadata } from 'next';
import { Logo } from '../ui/frame/logo.tsx';
import { NothingHere } from './nothing-here.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** An address that leads nowhere, outside the frame: whoever asks may be a stranger. */
export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-6 px-4 py-9 lg:pt-[16vh]">
      <Logo />
      <NothingHere />
    </main>
  );
}

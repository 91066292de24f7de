import { redirect } from 'next/navigation';

/** The console opens at its nodes. */
export default function HomePage(): never {
  redirect('/nodes');
}

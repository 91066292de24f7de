import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';

/** What an operator can do with a node. */
export function NodeActions({ node }: { node: Outputs['nodes']['get'] }) {
  return (
    <Link href={`/config?push=${node.id}`} className="button">
      Push configuration
    </Link>
  );
}

import type { Prisma } from '@ntmobile/prisma';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { notifyEach } from '../notifications/channels.ts';
import { insertRevisions } from './insert-revisions.ts';
import { storedSections } from './realm-sections.ts';

/** A configuration for one node. */
export interface RevisionRequest {
  readonly node: string;
  readonly sections: ConfigSections;
  readonly createdBy?: string;
  readonly now: Date;
}

/** What came of it; `unchanged` when the node is to have these sections already, or is not there. */
export type CreatedRevision =
  | { readonly kind: 'created'; readonly revision: number }
  | { readonly kind: 'unchanged' };

/** Gives one node sections of its own. RefusedSectionsError where nodes would reject them. */
export async function createRevision(
  transaction: Prisma.TransactionClient,
  { node, ...request }: RevisionRequest,
): Promise<CreatedRevision> {
  const [created] = await createRevisions(transaction, { ...request, nodes: [node] });
  return created === undefined ? { kind: 'unchanged' } : { kind: 'created', revision: created.revision };
}

/** The same for some nodes at once; returns those that were to have other sections, with their new revision. */
export async function createRevisions(
  transaction: Prisma.TransactionClient,
  request: Omit<RevisionRequest, 'node'> & { readonly nodes: readonly string[] },
): Promise<{ node: string; revision: number }[]> {
  const { text, hash } = await storedSections(transaction, request.sections);
  const { nodes, now, createdBy } = request;
  const created = await insertRevisions(
    transaction,
    { nodes },
    { sections: text, hash, now, ...(createdBy && { createdBy }) },
  );
  await notifyEach(
    transaction,
    'config',
    created.map(({ node }) => node),
  );
  return created;
}

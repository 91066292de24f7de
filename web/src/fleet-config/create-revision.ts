import type { Prisma } from '@ntmobile/prisma';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { notify } from '../notifications/channels.ts';
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
  request: RevisionRequest,
): Promise<CreatedRevision> {
  const { text, hash } = await storedSections(transaction, request.sections);
  const { node, now, createdBy } = request;
  const [created] = await insertRevisions(
    transaction,
    { node },
    { sections: text, hash, now, ...(createdBy && { createdBy }) },
  );
  if (created === undefined) return { kind: 'unchanged' };
  await notify(transaction, 'config', node);
  return { kind: 'created', revision: created.revision };
}

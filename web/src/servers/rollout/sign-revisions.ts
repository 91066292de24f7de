import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { hexEncode } from '@ntmobile/shared';
import { DOCUMENT_LIFETIME_MS, nodeTopic } from '@ntmobile/shared/fleet';
import { notify } from '../../notifications/channels.ts';
import type { DocumentSigner } from './sign-document.ts';

/** A retained document is signed anew when it would be refused within this. */
const RENEW_BEFORE_MS = 7 * 24 * 3_600_000;
/** A document issued so far ahead was signed while this machine's clock was wrong; nodes refuse it. */
const ISSUED_AHEAD_MS = 3_600_000;
const PAGE = 100;

interface DueRevision {
  readonly nodeId: string;
  readonly revision: number;
  readonly sections: string;
  readonly hash: Uint8Array;
}

/**
 * Signs each node's desired revision that is unsigned, nears its expiry or was issued in the future, and puts it into
 * the outbox, both in one transaction: a crash before it leaves the revision due, one after it leaves the message
 * waiting. Returns how many.
 */
export async function signDueRevisions(
  prisma: PrismaClient,
  signer: DocumentSigner,
  now: Date,
): Promise<number> {
  let signed = 0;
  for (;;) {
    const due = await dueRevisions(prisma, now);
    for (const revision of due) {
      const issued = await issue(signer, revision, now);
      await prisma.$transaction((transaction) => store(transaction, revision, issued));
    }
    signed += due.length;
    if (due.length < PAGE) return signed;
  }
}

interface Issued {
  readonly envelope: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

async function issue(signer: DocumentSigner, revision: DueRevision, now: Date): Promise<Issued> {
  const expiresAt = new Date(now.getTime() + DOCUMENT_LIFETIME_MS);
  const envelope = await signer.sign({
    node: revision.nodeId,
    revision: revision.revision,
    issuedAt: now.getTime(),
    expiresAt: expiresAt.getTime(),
    hash: hexEncode(revision.hash),
    sections: revision.sections,
  });
  return { envelope, issuedAt: now, expiresAt };
}

async function store(transaction: Prisma.TransactionClient, due: DueRevision, issued: Issued): Promise<void> {
  const { nodeId, revision } = due;
  await transaction.configRevision.update({ where: { nodeId_revision: { nodeId, revision } }, data: issued });
  await transaction.outboxMessage.create({
    data: {
      topic: nodeTopic(nodeId, 'config/desired'),
      payload: new Uint8Array(Buffer.from(issued.envelope)),
      qos: 1,
      retain: true,
    },
  });
  await notify(transaction, 'config', nodeId);
}

/** Only what is desired now: an older revision that was never signed is not worth a message. */
function dueRevisions(prisma: PrismaClient, now: Date): Promise<DueRevision[]> {
  const renewBefore = new Date(now.getTime() + RENEW_BEFORE_MS);
  const latestIssue = new Date(now.getTime() + ISSUED_AHEAD_MS);
  return prisma.$queryRaw<DueRevision[]>`
    SELECT r.node_id AS "nodeId", r.revision, r.sections, r.hash
    FROM node_config_states s
    JOIN nodes n ON n.id = s.node_id AND n.deleted_at IS NULL
    JOIN config_revisions r ON r.node_id = s.node_id AND r.revision = s.desired_revision
    WHERE r.envelope = '' OR r.expires_at < ${renewBefore} OR r.issued_at > ${latestIssue}
    ORDER BY r.created_at, r.node_id LIMIT ${PAGE}`;
}

import { hexEncode } from '@ntmobile/shared';
import { DOCUMENT_LIFETIME_MS, nodeTopic } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import { CHANNELS } from '../../notifications/channels.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../ingest/columns.ts';
import type { DocumentSigner } from './sign-document.ts';

/** A retained document is signed anew when it would be refused within this. */
const RENEW_BEFORE_MS = 7 * 24 * 3_600_000;
/** A document issued so far ahead was signed while this machine's clock was wrong; nodes refuse it. */
const ISSUED_AHEAD_MS = 3_600_000;
/** Signed between two looks at the broker: the first nodes apply while the next documents are signed. */
const PAGE = 200;

interface DueRevision {
  readonly nodeId: string;
  readonly revision: number;
  readonly sections: string;
  readonly hash: Uint8Array;
}

/** A revision with its compact JWS, and where it is published. */
interface SignedRevision {
  readonly nodeId: string;
  readonly revision: number;
  readonly envelope: string;
  readonly topic: string;
}

const COLUMNS: readonly Column<SignedRevision>[] = [
  { name: 'node_id', type: 'text', value: ({ nodeId }) => nodeId },
  { name: 'revision', type: 'int', value: ({ revision }) => revision },
  { name: 'envelope', type: 'text', value: ({ envelope }) => envelope },
  { name: 'topic', type: 'text', value: ({ topic }) => topic },
];

/**
 * Signs a page of the nodes' desired revisions that are unsigned, near their expiry or were issued in the future, and
 * puts them into the outbox, all by one statement: a crash before it leaves the revisions due, one after it leaves
 * their messages waiting. Returns whether more may be due.
 */
export async function signDueRevisions(pool: Pool, signer: DocumentSigner, now: Date): Promise<boolean> {
  const due = await dueRevisions(pool, now);
  if (due.length === 0) return false;
  const expiresAt = new Date(now.getTime() + DOCUMENT_LIFETIME_MS);
  const signed = await Promise.all(due.map((revision) => sign(signer, revision, { now, expiresAt })));
  await store(pool, signed, { now, expiresAt });
  return due.length === PAGE;
}

/** When a document was made, and until when nodes take it. */
interface Validity {
  readonly now: Date;
  readonly expiresAt: Date;
}

async function sign(
  signer: DocumentSigner,
  { nodeId, revision, hash, sections }: DueRevision,
  { now, expiresAt }: Validity,
): Promise<SignedRevision> {
  const envelope = await signer.sign({
    node: nodeId,
    revision,
    issuedAt: now.getTime(),
    expiresAt: expiresAt.getTime(),
    hash: hexEncode(hash),
    sections,
  });
  return { nodeId, revision, envelope, topic: nodeTopic(nodeId, 'config/desired') };
}

/** A revision whose node went meanwhile is left out. */
async function store(
  pool: Pool,
  signed: readonly SignedRevision[],
  { now, expiresAt }: Validity,
): Promise<void> {
  const [issued, expires, channel] = [1, 2, 3].map((offset) => `$${COLUMNS.length + offset}`);
  await pool.query(
    `WITH signed AS (
       SELECT * FROM ${unnestColumns(COLUMNS)} AS signed (${columnNames(COLUMNS)})
     ), stored AS (
       UPDATE config_revisions AS row
       SET envelope = signed.envelope, issued_at = ${issued}::timestamptz, expires_at = ${expires}::timestamptz
       FROM signed WHERE row.node_id = signed.node_id AND row.revision = signed.revision
       RETURNING signed.node_id, signed.topic, signed.envelope
     ), queued AS (
       INSERT INTO outbox_messages (topic, payload, qos, retain)
       SELECT topic, convert_to(envelope, 'UTF8'), 1, true FROM stored
     )
     SELECT pg_notify(${channel}::text, node_id) FROM stored`,
    [...columnValues(COLUMNS, signed), now, expiresAt, CHANNELS.config],
  );
}

/** Only what is desired now: an older revision that was never signed is not worth a message. */
async function dueRevisions(pool: Pool, now: Date): Promise<DueRevision[]> {
  const renewBefore = new Date(now.getTime() + RENEW_BEFORE_MS);
  const latestIssue = new Date(now.getTime() + ISSUED_AHEAD_MS);
  const { rows } = await pool.query<DueRevision>(
    `SELECT r.node_id AS "nodeId", r.revision, r.sections, r.hash
     FROM node_config_states s
     JOIN nodes n ON n.id = s.node_id AND n.deleted_at IS NULL
     JOIN config_revisions r ON r.node_id = s.node_id AND r.revision = s.desired_revision
     WHERE r.envelope = '' OR r.expires_at < $1 OR r.issued_at > $2
     ORDER BY r.created_at, r.node_id LIMIT $3`,
    [renewBefore, latestIssue, PAGE],
  );
  return rows;
}

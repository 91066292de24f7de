import { randomBytes } from 'node:crypto';
import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { formatNodeId, secretsEqual } from '@ntmobile/shared';
import { type EnrolmentRequest, hashKeySecret, type RefusalCode } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { notify } from '../../../notifications/channels.ts';
import { enrolmentKeyState } from '../keys/key-state.ts';
import {
  type AdmissionKey,
  type AdmittedNode,
  countUse,
  findAdmissionKey,
  findLiveNode,
  insertNode,
  lockAllocations,
  raiseStamp,
  updateNode,
  wasDeleted,
} from './admission-repository.ts';
import { freeAddress } from './free-address.ts';
import { freeName } from './free-name.ts';
import { nodeLabelOf } from './node-label.ts';

/** Who asks to be admitted; that it holds `nodeKey` is proven. */
export interface Applicant {
  /** X25519 public key, 32 bytes. */
  readonly nodeKey: Uint8Array<ArrayBuffer>;
  readonly request: EnrolmentRequest;
  readonly now: Date;
  /** Source address, for the audit. */
  readonly address: string;
  readonly requestId: string;
}

/** What is decided; `isNew` when a node was made. */
export type Decision =
  | { readonly kind: 'admitted' | 'pending'; readonly node: AdmittedNode; readonly isNew: boolean }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      /** The key where it is a one-off one that was used before, and this is no node of it that is still there. */
      readonly spentKey: AdmissionKey | undefined;
    };

/** Ends the transaction without a trace: a refused request changes nothing. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly spentKey: AdmissionKey | undefined;

  constructor(code: RefusalCode, key?: AdmissionKey) {
    super(code);
    this.code = code;
    this.spentKey = key !== undefined && !key.reusable && key.useCount > 0 ? key : undefined;
  }
}

/** Many may come at once and wait for the lock of allocations, each for some milliseconds. */
const TRANSACTION = { maxWait: 10_000, timeout: 15_000 };

/**
 * Decides about an applicant in one transaction:
 *
 *   key and secret -> stamp above the last one -> key not revoked -> a node of this device?
 *     same key       the same node again; no use is counted, expiry and limit do not matter
 *     another key    the same node, now of that key, which counts a use
 *     none           a use is counted; name and addresses are given
 *
 * Whoever comes in is notified of and in the audit by the same transaction.
 */
export async function admitNode(prisma: PrismaClient, applicant: Applicant): Promise<Decision> {
  try {
    return await prisma.$transaction((tx) => decide(tx, applicant), TRANSACTION);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', code: error.code, spentKey: error.spentKey };
    throw error;
  }
}

async function decide(tx: Prisma.TransactionClient, applicant: Applicant): Promise<Decision> {
  const { nodeKey, request, now } = applicant;
  const key = await provenKey(tx, request);
  const stamp = new Uint8Array(request.stamp);
  if (!(await raiseStamp(tx, { staticKey: nodeKey, stamp, now }))) throw new Refusal('stale');
  const known = await findLiveNode(tx, nodeKey);
  if (key.revokedAt !== null) {
    throw new Refusal('keyRevoked', known?.enrolmentKeyId === key.id ? undefined : key);
  }
  if (known === null) return decided(await createNode(tx, applicant, key), true);
  if (known.approval === 'refused') throw new Refusal('refused');
  return decided(await welcomeAgain(tx, applicant, { key, known }), false);
}

function decided(node: AdmittedNode, isNew: boolean): Decision {
  return { kind: node.approval === 'approved' ? 'admitted' : 'pending', node, isNew };
}

/** A wrong secret is answered like an unknown key: nobody learns which keys there are. */
async function provenKey(tx: Prisma.TransactionClient, request: EnrolmentRequest): Promise<AdmissionKey> {
  const key = await findAdmissionKey(tx, request.keyId);
  const hash = hashKeySecret(nodePrimitives, request.secret);
  if (key === null || !secretsEqual(key.secretHash, hash)) throw new Refusal('keyUnknown');
  return key;
}

async function welcomeAgain(
  tx: Prisma.TransactionClient,
  applicant: Applicant,
  { key, known }: { key: AdmissionKey; known: AdmittedNode },
): Promise<AdmittedNode> {
  const { agent, platform } = applicant.request;
  const sameKey = known.enrolmentKeyId === key.id;
  // Those who wait for approval come every few seconds and have nothing new to say.
  if (sameKey && known.agent === agent && known.platform === platform) return known;
  if (!sameKey) await spendUse(tx, applicant, key);
  // A key that asks nobody admits a node that still waited with another one.
  const approval = sameKey || key.approvalRequired ? known.approval : 'approved';
  const node = await updateNode(tx, known.id, { agent, platform, enrolmentKeyId: key.id, approval });
  if (!sameKey)
    await announce(tx, applicant, { node, action: 'node.enrolled_again', after: { key: key.id, approval } });
  return node;
}

async function createNode(
  tx: Prisma.TransactionClient,
  applicant: Applicant,
  key: AdmissionKey,
): Promise<AdmittedNode> {
  const { nodeKey, request, now } = applicant;
  await spendUse(tx, applicant, key);
  const { agent, platform } = request;
  const node = await insertNode(tx, {
    id: formatNodeId(randomBytes(16)),
    ...(await allocate(tx, applicant)),
    staticKey: nodeKey,
    agent,
    platform,
    // Whoever reads that key's file may bring a device of their own, which is none of the demonstration's.
    demo: key.demo && platform === 'simulated',
    approval: key.approvalRequired ? 'pending' : 'approved',
    enrolmentKeyId: key.id,
    enrolledAt: now,
  });
  const after = { name: node.lastName, key: key.id, keyLabel: key.label, platform, approval: node.approval };
  await announce(tx, applicant, { node, action: 'node.enrolled', after });
  return node;
}

/** Counts a use, or says why the key admits nobody any more. */
async function spendUse(
  tx: Prisma.TransactionClient,
  applicant: Applicant,
  key: AdmissionKey,
): Promise<void> {
  if (await countUse(tx, key.id, applicant.now)) return;
  // Read again: another request may have taken the last use meanwhile.
  const newest = (await findAdmissionKey(tx, key.id)) ?? key;
  const state = enrolmentKeyState(newest, applicant.now);
  if (state === 'revoked') throw new Refusal('keyRevoked', newest);
  if (await wasDeleted(tx, { staticKey: applicant.nodeKey, keyId: key.id })) {
    throw new Refusal('nodeDeleted', newest);
  }
  throw new Refusal(state === 'expired' ? 'keyExpired' : 'keyExhausted', newest);
}

async function allocate(tx: Prisma.TransactionClient, { request, nodeKey, now }: Applicant) {
  const label = nodeLabelOf(request.name ?? request.platform);
  if (label === undefined) throw new Refusal('nameInvalid');
  await lockAllocations(tx);
  const pools = await tx.realmSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { ipv4Pool: true, ipv6Pool: true },
  });
  const virtualIpv4 = await freeAddress(tx, 'virtual_ipv4', pools.ipv4Pool);
  const virtualIpv6 = await freeAddress(tx, 'virtual_ipv6', pools.ipv6Pool);
  if (virtualIpv4 === undefined || virtualIpv6 === undefined) throw new Refusal('poolExhausted');
  return { name: await freeName(tx, label, { staticKey: nodeKey, now }), virtualIpv4, virtualIpv6 };
}

async function announce(
  tx: Prisma.TransactionClient,
  { now, address, requestId }: Applicant,
  of: { node: AdmittedNode; action: string; after: Prisma.InputJsonObject },
): Promise<void> {
  const { id, lastName } = of.node;
  await notify(tx, 'node', id);
  await tx.auditEntry.create({
    data: {
      at: now,
      actorKind: 'node',
      actorId: id,
      actorName: lastName,
      action: of.action,
      subjectKind: 'node',
      subjectId: id,
      after: of.after,
      address,
      requestId,
    },
    select: { id: true },
  });
}

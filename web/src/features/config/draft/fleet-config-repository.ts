import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';
import type { StoredSections } from '../../../fleet-config/realm-sections.ts';

const configSelect = {
  version: true,
  status: true,
  sections: true,
  hash: true,
  createdAt: true,
  createdBy: true,
  publishedAt: true,
} satisfies Prisma.FleetConfigSelect;

/** A version of the sections that all nodes share. */
export interface FleetConfigVersion {
  readonly version: number;
  readonly sections: ConfigSections;
  /** SHA-256 of the sections' text in hexadecimal. */
  readonly hash: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly publishedAt: Date | null;
}

type Reads = Pick<Prisma.TransactionClient, 'fleetConfig'>;

/** The version being edited, and the one that was pushed to the whole fleet last. */
export async function fleetConfigs(
  prisma: Reads,
): Promise<{ draft: FleetConfigVersion | undefined; current: FleetConfigVersion | undefined }> {
  const rows = await prisma.fleetConfig.findMany({
    where: { status: { in: ['draft', 'current'] } },
    select: configSelect,
    orderBy: { version: 'desc' },
  });
  const of = (status: string) => versionOf(rows.find((row) => row.status === status));
  return { draft: of('draft'), current: of('current') };
}

function versionOf(
  row: Prisma.FleetConfigGetPayload<{ select: typeof configSelect }> | undefined,
): FleetConfigVersion | undefined {
  const sections = row === undefined ? undefined : parseSections(row.sections);
  if (row === undefined || sections === undefined) return undefined;
  const { version, createdAt, createdBy, publishedAt } = row;
  return {
    version,
    sections,
    hash: Buffer.from(row.hash).toString('hex'),
    createdAt,
    createdBy,
    publishedAt,
  };
}

/** Puts new sections into the draft, which is made if there is none. */
export async function saveDraft(
  tx: Prisma.TransactionClient,
  of: { sections: StoredSections; userId: string; at: Date },
): Promise<number> {
  const { text, hash } = of.sections;
  const data = { sections: text, hash, createdBy: of.userId, createdAt: of.at };
  const draft = await tx.fleetConfig.findFirst({ where: { status: 'draft' }, select: { version: true } });
  const saved =
    draft === null
      ? await tx.fleetConfig.create({ data: { ...data, status: 'draft' }, select: { version: true } })
      : await tx.fleetConfig.update({ where: { version: draft.version }, data, select: { version: true } });
  return saved.version;
}

/** Removes the draft of this version. */
export async function deleteDraft(tx: Prisma.TransactionClient, version: number): Promise<void> {
  await tx.fleetConfig.delete({ where: { version, status: 'draft' }, select: { version: true } });
}

/** What a fleet starts from before anything was written: the coordinators that run and the realm's own prefixes. */
export async function startingSections(prisma: PrismaClient): Promise<ConfigSections> {
  const [workers, realm] = await Promise.all([
    prisma.dcWorker.findMany({
      select: { publicKey: true, endpoints: true },
      orderBy: { id: 'asc' },
      take: 8,
    }),
    prisma.$queryRaw<{ domain: string; pool4: string; pool6: string }[]>`
      SELECT domain, network(ipv4_pool)::text AS pool4, network(ipv6_pool)::text AS pool6
      FROM realm_settings WHERE id = 1`,
  ]);
  return {
    dc: workers.map((worker) => ({
      endpoints: worker.endpoints,
      publicKey: Buffer.from(worker.publicKey).toString('base64url'),
    })),
    rs: [],
    addresses: { prefixes: realm[0] ? [realm[0].pool4, realm[0].pool6] : [] },
    dns: { searchDomain: realm[0]?.domain ?? '', upstream: [] },
    telemetry: { intervalSeconds: 60 },
  };
}

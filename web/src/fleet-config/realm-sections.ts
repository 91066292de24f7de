import type { Prisma } from '@ntmobile/prisma';
import { hexDecode } from '@ntmobile/shared';
import { type ConfigSections, judgeSections, sectionsHash, sectionsText } from '@ntmobile/shared/fleet';
import { noblePrimitives } from '@ntmobile/shared/noble';

/** Sections are not what every node would accept. */
export class RefusedSectionsError extends Error {
  override readonly name = 'RefusedSectionsError';
  /** The code that a node would report. */
  readonly code: string;

  constructor(code: string) {
    super(`the sections are refused: ${code}`);
    this.code = code;
  }
}

/** Sections as they are stored and signed. */
export interface StoredSections {
  readonly text: string;
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** Checks sections as the nodes of this realm will, and puts them into their one text. */
export async function storedSections(
  transaction: Prisma.TransactionClient,
  sections: ConfigSections,
): Promise<StoredSections> {
  const realm = await transaction.$queryRaw<{ prefix: string }[]>`
    SELECT unnest(ARRAY[text(ipv4_pool), text(ipv6_pool)]) AS prefix FROM realm_settings`;
  const text = sectionsText(sections);
  const judged = judgeSections(
    text,
    realm.map(({ prefix }) => prefix),
  );
  if (!judged.ok) throw new RefusedSectionsError(judged.code);
  return { text, hash: hashOfSections(text) };
}

/** SHA-256 of the UTF-8 bytes of sections. */
export function hashOfSections(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexDecode(sectionsHash(text, noblePrimitives)));
}

import * as z from 'zod';
import type { ConfigSections } from './config-sections.ts';
import { canonicalSections } from './config-sections.ts';
import { codeField, hashField, labelField, nodeIdField, wallClockField } from './fields.ts';

/** How long a signed document may be accepted; the server signs anew before that. */
export const DOCUMENT_LIFETIME_MS = 30 * 24 * 3_600_000;

/**
 * The desired configuration of one node: payload of the JWS on `config/desired`.
 * `sections` is JSON text and `hash` the SHA-256 of its UTF-8 bytes, so that nobody ever serialises it again.
 */
export const configDocumentSchema = z.strictObject({
  v: z.literal(1),
  node: nodeIdField,
  /** One growing number per node. */
  revision: z.int().min(1),
  issuedAt: wallClockField,
  /** Bounds acceptance, not use. */
  expiresAt: wallClockField,
  /** Id of the rollout that this revision belongs to. */
  deployment: labelField(64).min(1).optional(),
  hash: hashField,
  /** `signingKeyId` of the key that signed. */
  keyId: codeField,
  sections: z.string().max(40_000),
});
export type ConfigDocument = z.infer<typeof configDocumentSchema>;

/** The JSON text that goes into `sections` of a document. */
export function sectionsText(sections: ConfigSections): string {
  return JSON.stringify(canonicalSections(sections));
}

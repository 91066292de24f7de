import * as z from 'zod';
import { bootIdField, codeField, hashField, nodeIdField, wallClockField } from './fields.ts';

/** What a node says about a revision. */
export const REPORTED_STATUSES = [
  'received',
  'applying',
  'applied',
  'rejected',
  'failed',
  'rolled_back',
] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** Payload of `config/reported`, sent at each change and on each connect. */
export const configReportSchema = z.strictObject({
  v: z.literal(1),
  node: nodeIdField,
  revision: z.int().min(1),
  hash: hashField,
  status: z.enum(REPORTED_STATUSES),
  bootId: bootIdField,
  appliedAt: wallClockField.optional(),
  /** Code of the cause, for example `revision_reused` or `probe_failed`. */
  error: codeField.optional(),
});
export type ConfigReport = z.infer<typeof configReportSchema>;

import * as z from 'zod';
import { bootIdField, labelField, wallClockField } from './fields.ts';

/**
 * Payload of `presence`, retained. A node publishes `online: true` on each connect and leaves the same with
 * `online: false` as its last will.
 */
export const presenceSchema = z.strictObject({
  v: z.literal(1),
  online: z.boolean(),
  /** When this connection was made, by the node's wall clock. */
  since: wallClockField,
  bootId: bootIdField,
  /** Program and version, such as `ntm-node/0.1.0`. */
  agent: labelField(64),
});
export type Presence = z.infer<typeof presenceSchema>;

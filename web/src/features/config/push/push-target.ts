import { z } from 'zod';
import { nodeIdInput } from '../../nodes/node-id-input.ts';

/** Most nodes that can be named one by one; more is the whole fleet. */
export const MAX_NAMED_NODES = 1_000;

/** Who a push is for. */
export const pushTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('nodes'), nodeIds: z.array(nodeIdInput).min(1).max(MAX_NAMED_NODES) }),
]);
export type PushTarget = z.infer<typeof pushTargetSchema>;

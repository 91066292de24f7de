import { z } from 'zod';
import { MAX_NAMED_NODES } from '../../nodes/list/list-filter.ts';
import { nodeIdInput } from '../../nodes/node-id-input.ts';

/** Who a push is for. */
export const pushTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('nodes'), nodeIds: z.array(nodeIdInput).min(1).max(MAX_NAMED_NODES) }),
]);
export type PushTarget = z.infer<typeof pushTargetSchema>;

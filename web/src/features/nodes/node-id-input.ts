import { z } from 'zod';

/** Text form of a node id. */
export const nodeIdInput = z.string().regex(/^[a-z2-7]{26}$/, 'This is no node id.');

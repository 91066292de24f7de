import { z } from 'zod';

/** Which way a list goes on. The query client says it with every page; our lists go one way, whatever it says. */
export const pageDirection = z.enum(['forward', 'backward']).optional();

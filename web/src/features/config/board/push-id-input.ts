import { z } from 'zod';

/** Names a push: the instant at which it was made, in milliseconds since 1970. */
export const pushIdInput = z.int().min(0).max(8_640_000_000_000_000);

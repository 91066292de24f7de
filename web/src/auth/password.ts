import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { BoundedQueue } from './bounded-queue.ts';
import { MAX_PASSWORD_LENGTH } from './password-length.ts';

/** Algorithm 2 is argon2id; with 19 MiB, two passes and one lane: OWASP's password storage recommendation. */
const SETTINGS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = `$argon2id$v=19$m=${SETTINGS.memoryCost},t=${SETTINGS.timeCost},p=${SETTINGS.parallelism}$`;

const held = globalThis as { ntmHashQueue?: BoundedQueue };

/** The process's queue. Half of the machine at most: whoever tries passwords must not slow the pages of others. */
function hashQueue(): BoundedQueue {
  const places = Math.max(1, availableParallelism() >> 1);
  held.ntmHashQueue ??= new BoundedQueue({ places, keptMs: 0, mostWaiting: 64 });
  return held.ntmHashQueue;
}

/** Hash of no password, so that an unknown name costs as much time as a wrong password. */
let nobody: Promise<string> | undefined;

/** PHC string of a password; QueueFullError while too many are hashed. */
export function hashPassword(password: string): Promise<string> {
  return hashQueue().run(() => hash(password, SETTINGS));
}

/** Whether a hash was made with other settings than those of today. */
export function isHashOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(PREFIX);
}

/** Whether the password belongs to the hash; without a hash it takes the same time and is false. QueueFullError. */
export async function passwordMatches(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  nobody ??= hash(crypto.randomUUID(), SETTINGS);
  const against = passwordHash ?? (await nobody);
  const matches = await hashQueue().run(() => verify(against, password));
  return matches && against === passwordHash;
}

import { hash, verify } from '@node-rs/argon2';
import { MAX_PASSWORD_LENGTH } from './password-length.ts';

/** Algorithm 2 is argon2id; with 19 MiB, two passes and one lane: OWASP's password storage recommendation. */
const SETTINGS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = `$argon2id$v=19$m=${SETTINGS.memoryCost},t=${SETTINGS.timeCost},p=${SETTINGS.parallelism}$`;

/** Hash of no password, so that an unknown name costs as much time as a wrong password. */
let nobody: Promise<string> | undefined;

/** PHC string of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, SETTINGS);
}

/** Whether a hash was made with other settings than those of today. */
export function isHashOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(PREFIX);
}

/** Whether the password belongs to the hash; without a hash it takes the same time and is false. */
export async function passwordMatches(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  if (typeof passwordHash === 'string') return verify(passwordHash, password);
  nobody ??= hashPassword(crypto.randomUUID());
  await verify(await nobody, password);
  return false;
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { base64UrlDecode, base64UrlEncode, DecodeError } from '@ntmobile/shared';

/** Names of the key files below `keys/` of the data directory. */
export const KEY_FILES = {
  /** X25519, enrolment. */
  realm: 'realm-x25519.key',
  /** X25519, signalling. */
  worker: 'worker-x25519.key',
  /** Ed25519 seed, node records and configuration. */
  signing: 'realm-ed25519.key',
  /** Secret from which broker passwords are derived. */
  broker: 'broker.key',
  session: 'session-secret',
  /** AES-256: seals the secrets of authenticator apps. */
  secondFactor: 'second-factor.key',
  /** What whoever reads metrics has to bring. */
  metrics: 'metrics-token',
  caKey: 'ca.key.pem',
  caCertificate: 'ca.cert.pem',
  brokerKey: 'broker.key.pem',
  brokerCertificate: 'broker.cert.pem',
} as const;

/** A key file is there but cannot be used. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** Folder of the key files of an installation. */
export function keyDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'keys');
}

/** Makes the folder, for its owner only. */
export async function makeKeyDirectory(dataDirectory: string): Promise<string> {
  const directory = keyDirectory(dataDirectory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Text of a file, or undefined where there is none; KeyFileError when others than its owner may read it. */
export async function readKeyText(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw new KeyFileError(`${path} may be read by others; make it mode 0600`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes beside, makes it durable, then renames: a key is there whole or not at all. */
export async function writeKeyText(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** 32 bytes of a file in base64url, or undefined where there is none. */
export async function readKeyBytes(path: string): Promise<Uint8Array | undefined> {
  const text = await readKeyText(path);
  return text === undefined ? undefined : decodeKey(path, text.trim());
}

/** 32 bytes of a file, which is filled with random ones where there is none. */
export async function ensureKeyBytes(path: string): Promise<Uint8Array> {
  const found = await readKeyBytes(path);
  if (found !== undefined) return found;
  const key = new Uint8Array(randomBytes(32));
  await writeKeyText(path, `${base64UrlEncode(key)}\n`);
  return key;
}

function decodeKey(path: string, text: string): Uint8Array {
  try {
    const key = base64UrlDecode(text);
    if (key.length === 32) return key;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  throw new KeyFileError(`${path} does not hold 32 bytes in base64url`);
}

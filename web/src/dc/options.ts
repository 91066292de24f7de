import type { CryptoPrimitives, IpAddress, KeyPair, Prefix } from '@ntmobile/shared';

/** What never changes while a coordinator runs. */
export interface DcOptions {
  readonly primitives: CryptoPrimitives;
  /** Cryptographically secure random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** The worker's static X25519 key pair, 32 bytes each. */
  readonly keys: KeyPair;
  readonly realm: RealmFacts;
  /** Ed25519 signature (64 bytes) of a message by the realm's signing key. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** Special prefixes that are admitted as candidates: empty but in demonstrations and tests. */
  readonly allowedTestPrefixes: readonly Prefix[];
}

/** What every node of the realm is told. */
export interface RealmFacts {
  /** Suffix of every node's name, without dots at its ends; at most 63 bytes. */
  readonly domain: string;
  /** Virtual prefixes, at most 4. */
  readonly prefixes: readonly Prefix[];
  /** Where applications ask for names: at most one address of each family. */
  readonly resolvers: readonly IpAddress[];
}
